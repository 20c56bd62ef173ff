import { encodeModel } from '../../compiler/onnx-file/encode-model.js';
import type { OnnxModel } from '../../compiler/onnx-file/model.js';
import { ModelFileError } from '../../errors.js';
import { type ActivationType, activationTypes, type ValueRange } from '../affine-quantization.js';
import { runModel } from '../run-model.js';
import { observedName, withOutputs } from '../with-outputs.js';
import type { CalibrationMethod } from './calibration-method.js';
import { count, emptyHistogram, type Histogram } from './histogram.js';
import type { Samples } from './samples.js';

/**
 * The ranges of values of a model: it runs on all samples with these values as outputs, and once more where the method
 * needs to know how they are distributed.
 * @param names float32 values, inputs and outputs of the graph included
 * @throws ModelFileError where a value is not finite
 */
export async function observeRanges(
  model: OnnxModel,
  names: readonly string[],
  samples: Samples,
  method: CalibrationMethod,
  type: ActivationType,
): Promise<ReadonlyMap<string, ValueRange>> {
  const observed = new Set(names);
  const probe = encodeModel(withOutputs(model, names));
  const ranges = new Map<string, ValueRange>();
  await runModel(probe, samples, ({ name, values }) => {
    const source = observedName(name);
    if (observed.has(source)) ranges.set(source, widened(ranges.get(source), values));
  });
  for (const [name, { min, max }] of ranges) {
    if (Number.isFinite(min) && Number.isFinite(max)) continue;
    throw new ModelFileError(`\`${name}\` is not finite on the calibration samples: it has no 8-bit range`);
  }
  if (method.needs === 'range') {
    return new Map([...ranges].map(([name, range]) => [name, method.range(range)]));
  }
  const histograms = new Map<string, Histogram>([...ranges].map(([name, range]) => [name, emptyHistogram(range)]));
  await runModel(probe, samples, ({ name, values }) => {
    const histogram = histograms.get(observedName(name));
    if (histogram) count(histogram, values);
  });
  const { lowest, highest } = activationTypes[type];
  const levels = highest - lowest + 1;
  return new Map([...histograms].map(([name, histogram]) => [name, method.range(histogram, levels)]));
}

function widened(range: ValueRange | undefined, values: Float32Array): ValueRange {
  let { min, max } = range ?? { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
  for (const value of values) {
    // NaN compares false with everything: it must not pass unseen.
    if (!(value >= min)) min = Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
    if (value > max) max = value;
  }
  return { min, max };
}
