import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Engine, Program } from '../compiler/engine.js';
import type { LoadedData, Split } from '../load/data.js';
import { sliceRows } from '../load/gather-batch.js';
import { applyInputTransform } from './apply-input-transform.js';
import { batchSpecs } from './batch-inputs.js';
import type { Loss } from './losses/loss.js';
import { programsBySize } from './programs-by-size.js';
import { type SplitMetrics, scoreOf, scoreSums } from './score.js';

/** Memory grows with the batch and speed hardly does beyond this. */
const largestBatch = 256;

export interface Evaluator {
  /** Loss and score of the model as it is now, in inference mode, over all rows of a split. */
  evaluate(split: Split): Promise<SplitMetrics>;
  dispose(): void;
}

export function createEvaluator(parts: {
  readonly engine: Engine;
  readonly model: LayersModel;
  readonly data: LoadedData;
  readonly loss: Loss;
}): Evaluator {
  const programs = programsBySize((batchSize) => compileEvaluation(parts, batchSize));
  return {
    async evaluate(split) {
      const n = split.x.shape[0] ?? 0;
      const batchSize = evenBatchSize(n);
      let lossSum = 0;
      const sums = new Float64Array(split.y.shape[1] ?? 1);
      for (let from = 0; from < n; from += batchSize) {
        const count = Math.min(batchSize, n - from);
        const program = await programs.get(count);
        const rows = sliceRows(split, from, count);
        const out = await program.run({ x: rows.x.data, y: rows.y.data });
        lossSum += (out.loss[0] ?? Number.NaN) * count;
        for (let k = 0; k < sums.length; k++) sums[k] = (sums[k] ?? 0) + (out.scoreSums[k] ?? Number.NaN);
      }
      return { loss: lossSum / n, score: scoreOf(parts.data.task.kind, split)(sums) };
    },
    dispose: () => programs.dispose(),
  };
}

/** The batches of a split as equal as they can be, so that there is at most one odd size to compile, often none. */
function evenBatchSize(n: number): number {
  return Math.ceil(n / Math.ceil(n / largestBatch));
}

function compileEvaluation(
  { engine, model, data, loss }: Parameters<typeof createEvaluator>[0],
  batchSize: number,
): Promise<Program<'x' | 'y', 'loss' | 'scoreSums'>> {
  return engine.compile({
    name: `evaluate-${batchSize}`,
    model,
    inputs: batchSpecs(data, batchSize),
    state: model.weights.map((weight) => weight.read() as tf.Variable),
    step({ x, y }) {
      const predictions = model.apply(applyInputTransform(x, data.inputTransform), { training: false }) as tf.Tensor;
      return { loss: loss.mean(predictions, y), scoreSums: scoreSums(data.task.kind, predictions, y) };
    },
  });
}
