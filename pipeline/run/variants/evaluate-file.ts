import type { LoadedData, Split } from '../../load/data.js';
import { sliceRows } from '../../load/gather-batch.js';
import { normalised } from '../../quantize/calibration/study-samples.js';
import { firstOutput } from '../../quantize/compare-models.js';
import type { Study } from '../../study/study.js';
import { scoreOutputs } from '../../train/score-outputs.js';

/** Accuracy (classification) or R2 (regression) of an exported file on a split, as ONNX Runtime computes it. */
export async function evaluateFile(
  onnx: Uint8Array,
  split: Split,
  data: LoadedData,
  { normalisation }: Pick<Study['export'], 'normalisation'>,
): Promise<number> {
  const raw = { x: sliceRows(split, 0, split.x.shape[0] ?? 0).x.data, shape: data.task.inputShape };
  const { values } = await firstOutput(onnx, normalisation === 'included' ? raw : normalised(data, raw));
  return scoreOutputs(data.task.kind, values, split);
}
