import type { SampleData, Split, Task } from '../load/data.js';
import { sliceRows } from '../load/gather-batch.js';
import { pickRows } from '../load/pick-rows.js';
import type { Samples } from '../quantize/calibration/samples.js';
import type { ClassificationAnalysis, ClassifiedPicture, MapsAnalysis } from './analysis.js';
import { calibration } from './calibration.js';
import { recognised, worstMistakes } from './choose-samples.js';
import { type ClassPredictions, noClass, probabilityOf } from './class-predictions.js';
import { countConfusion, mostConfused } from './confusion.js';
import { featureMaps, mapLimits } from './feature-maps.js';
import { isImageShape, samplePicture } from './sample-pictures.js';

/** Samples whose classes are known, with what a network takes them for. */
export interface Classified {
  readonly split: Split;
  /** Where each of them stands in the validation data. */
  readonly rows: Uint32Array;
  readonly task: Extract<Task, { kind: 'classification' }>;
  readonly predictions: ClassPredictions;
}

/** Mistakes that are shown as pictures. */
export const mostMistakes = 24;

/** Of the images whose feature maps are shown. */
const mostMistakenImages = 3;

export function describeClassification(classified: Classified): ClassificationAnalysis {
  const { split, task, predictions } = classified;
  const actual = split.y.data;
  const confusion = countConfusion(actual, predictions.predicted);
  const usable = Array.from(predictions.predicted.keys()).filter((row) => predictions.predicted[row] !== noClass);
  const worst = isImageShape(task.inputShape) ? worstMistakes(predictions, actual, mostMistakes) : [];
  return {
    kind: 'classification',
    classes: task.classes,
    confusion,
    calibration: calibration(
      usable.map((row) => probabilityOf(predictions, row, predictions.predicted[row] ?? noClass)),
      usable.map((row) => predictions.predicted[row] === actual[row]),
    ),
    mistakes: mostConfused(confusion).reduce((sum, [, , count]) => sum + count, 0),
    worst: worst.map((row) => classifiedPicture(classified, row)),
  };
}

/**
 * Feature maps of images that are recognised, of different classes as far as there are any, and of the worst mistakes.
 * @param given takes raw samples to those of the file
 * @returns undefined where samples are no images, or the network has no convolution that gives maps
 */
export async function mapsOfImages(
  onnx: Uint8Array,
  classified: Classified,
  given: (x: SampleData) => Samples,
): Promise<MapsAnalysis | undefined> {
  const { split, task, predictions } = classified;
  if (!isImageShape(task.inputShape)) return undefined;
  const mistakes = worstMistakes(predictions, split.y.data, mostMistakenImages);
  const shown = [...recognised(predictions, split.y.data, mapLimits.images - mistakes.length), ...mistakes];
  if (shown.length === 0) return undefined;
  const maps = await featureMaps(onnx, given(pickRows(split, Uint32Array.from(shown)).x.data));
  return maps && { images: shown.map((sample) => classifiedPicture(classified, sample)), ...maps };
}

function classifiedPicture({ split, rows, task, predictions }: Classified, sample: number): ClassifiedPicture {
  const predicted = predictions.predicted[sample] ?? noClass;
  return {
    sample: rows[sample] ?? sample,
    actual: split.y.get(sample),
    predicted,
    probability: probabilityOf(predictions, sample, predicted),
    picture: samplePicture(sliceRows(split, sample, 1).x.data, task.inputShape),
  };
}
