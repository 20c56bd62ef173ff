import type { LoadedData, Split } from '../../load/data.js';
import { sliceRows } from '../../load/gather-batch.js';
import { normalised } from '../../quantize/calibration/study-samples.js';
import { firstOutput } from '../../quantize/compare-models.js';
import type { Study } from '../../study/study.js';
import { lossOfOutputs } from '../../train/loss-of-outputs.js';
import type { Loss } from '../../train/losses/loss.js';
import type { SplitMetrics } from '../../train/score.js';
import { scoreOutputs } from '../../train/score-outputs.js';

export type FileMetrics = Pick<SplitMetrics, 'score'> & Partial<Pick<SplitMetrics, 'loss'>>;

/**
 * Accuracy (classification) or R2 (regression) of an exported file on a split, as ONNX Runtime computes it.
 * @param loss is computed as well where it is given, which takes a file of logits or a regression, and an active tfjs backend
 */
export async function evaluateFile(
  onnx: Uint8Array,
  split: Split,
  data: LoadedData,
  { normalisation }: Pick<Study['export'], 'normalisation'>,
  loss?: Loss,
): Promise<FileMetrics> {
  const raw = { x: sliceRows(split, 0, split.x.shape[0] ?? 0).x.data, shape: data.task.inputShape };
  const { values } = await firstOutput(onnx, normalisation === 'included' ? raw : normalised(data, raw));
  const score = scoreOutputs(data.task.kind, values, split);
  return loss ? { score, loss: lossOfOutputs(loss, values, split, data.targetTransform) } : { score };
}
