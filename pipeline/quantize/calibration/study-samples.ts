import * as tf from '@tensorflow/tfjs-core';
import { openEngine } from '../../compiler/open-engine.js';
import type { LoadedData } from '../../load/data.js';
import { networkInputShape } from '../../load/network-input-shape.js';
import { pickRows } from '../../load/pick-rows.js';
import { randomStream } from '../../random/random-stream.js';
import { loadStudyFile } from '../../study/load-study-file.js';
import { applyInputTransform } from '../../train/apply-input-transform.js';
import type { Samples } from './samples.js';

/** Samples of a study's data set as its exported models take them. */
export async function studySamples(studyFile: string, most: number): Promise<Samples> {
  // Before the study file: what that creates in tfjs must belong to an engine.
  await (await openEngine('cpu')).activate();
  const study = await loadStudyFile(studyFile);
  const data = await study.dataset.load();
  const drawn = trainingSamples(data, most, study.seed);
  return study.export.normalisation === 'included' ? drawn : normalised(data, drawn);
}

/**
 * Raw samples drawn from the training split, without repetition. Not from the others: a range is fitted, and what is fitted
 * on the data it is judged by is judged too well.
 */
export function trainingSamples(data: LoadedData, most: number, seed: number): Samples {
  const { train } = data;
  const available = train.x.shape[0] ?? 0;
  const count = Math.min(most, available);
  const order = Uint32Array.from({ length: available }, (_, i) => i);
  const random = randomStream(seed, 'calibration');
  for (let i = 0; i < count; i++) {
    const j = i + random.below(available - i);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return { x: pickRows(train, order.subarray(0, count)).x.data, shape: data.task.inputShape };
}

/** The input transform applied, for files that do not have it within. */
export function normalised(data: LoadedData, { x, shape }: Samples): Samples {
  const count = x.length / shape.reduce((product, size) => product * size, 1);
  const seen = tf.tidy(() =>
    applyInputTransform(tf.tensor(Float32Array.from(x), [count, ...shape]), data.inputTransform).dataSync(),
  );
  return { x: Float32Array.from(seen), shape: networkInputShape(data) };
}
