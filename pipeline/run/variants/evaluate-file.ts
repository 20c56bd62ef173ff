import type { LoadedData, Split } from '../../load/data.js';
import { sliceRows } from '../../load/gather-batch.js';
import { normalised } from '../../quantize/calibration/study-samples.js';
import { firstOutput } from '../../quantize/compare-models.js';
import type { Study } from '../../study/study.js';
import { scoreOf } from '../../train/score.js';

/** Accuracy (classification) or R2 (regression) of an exported file on a split, as ONNX Runtime computes it. */
export async function evaluateFile(
  onnx: Uint8Array,
  split: Split,
  data: LoadedData,
  { normalisation }: Pick<Study['export'], 'normalisation'>,
): Promise<number> {
  const n = split.x.shape[0] ?? 0;
  const raw = { x: sliceRows(split, 0, n).x.data, shape: data.task.inputShape };
  const { values } = await firstOutput(onnx, normalisation === 'included' ? raw : normalised(data, raw));
  const columns = values.length / n;
  const score = scoreOf(data.task.kind, split);
  return score(
    data.task.kind === 'classification' ? hits(values, columns, split) : squaredErrors(values, columns, split),
  );
}

/** How many rows have their largest output, the first of equals, at the target's class. */
function hits(values: Float32Array, columns: number, { y }: Split): Float64Array {
  let count = 0;
  for (let row = 0; row < values.length / columns; row++) {
    const outputs = values.subarray(row * columns, (row + 1) * columns);
    const top = outputs.reduce((best, value, i) => (value > (outputs[best] ?? Number.NaN) ? i : best), 0);
    if (top === y.get(row)) count++;
  }
  return Float64Array.of(count);
}

/** Summed over the rows, one for each target. */
function squaredErrors(values: Float32Array, columns: number, { y }: Split): Float64Array {
  const sums = new Float64Array(columns);
  values.forEach((value, i) => {
    const target = i % columns;
    sums[target] = (sums[target] ?? 0) + (value - y.get(Math.floor(i / columns), target)) ** 2;
  });
  return sums;
}
