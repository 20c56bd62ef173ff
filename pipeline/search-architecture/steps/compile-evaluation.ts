import * as tf from '@tensorflow/tfjs-core';
import { gatherBatch } from '../../load/gather-batch.js';
import { scoreSums } from '../../train/score.js';
import { type ByKind, byKind, cellKinds } from '../architecture-parameters.js';
import { createEdgeFunctions } from './edge-functions.js';
import { type SearchParts, searchBatchBuffers, searchBatchSpecs, supernetLogits, variablesOf } from './search-step.js';

/** An architecture of the supernet, for each kind and edge: the number of its operator, and whether the edge is there. */
export interface ChosenArchitecture {
  readonly operators: ByKind<Int32Array>;
  /** 1 or 0. */
  readonly open: ByKind<Float32Array>;
}

export interface SupernetEvaluation {
  /**
   * Accuracy with the supernet's weights and the statistics of each batch, over whole batches of the rows in `order`; `architecture` is
   * asked anew for every batch.
   */
  accuracy(order: Uint32Array, architecture: () => ChosenArchitecture): Promise<number>;
  dispose(): void;
}

/** @param split whose rows are classified */
export async function compileEvaluation(
  parts: SearchParts,
  split: 'train' | 'validation',
): Promise<SupernetEvaluation> {
  const { engine, supernet, parameters, data, batchSize } = parts;
  const edges = createEdgeFunctions(supernet, batchSize);
  const rows = byKind((kind) => parameters[kind].shape[0] ?? 0);
  const program = await engine.compile<string, 'correct'>({
    name: 'search-evaluate',
    inputs: {
      ...searchBatchSpecs(parts),
      ...Object.fromEntries(
        cellKinds.flatMap((kind) => [
          [`operators.${kind}`, { shape: [rows[kind]], dtype: 'int32' }],
          [`open.${kind}`, { shape: [rows[kind]], dtype: 'float32' }],
        ]),
      ),
    },
    state: variablesOf(supernet.weights.values()),
    step(inputs) {
      const { x, y } = inputs as Record<'x' | 'y', tf.Tensor>;
      const chosen = byKind((kind) => inputs[`operators.${kind}`] as tf.Tensor);
      const sampled = edges.sampled(chosen, tf.ones([supernet.edges.length, batchSize]));
      const logits = supernetLogits(parts, x, (images, edge) => {
        const open = tf.slice(inputs[`open.${edge.kind}`] as tf.Tensor, [edge.row], [1]);
        return tf.mul(sampled(images, edge), open);
      });
      return { correct: scoreSums(data.task.kind, logits, y) };
    },
  });
  const buffers = searchBatchBuffers(parts);
  return {
    async accuracy(order, architecture) {
      const batches = Math.floor(order.length / batchSize);
      let correct = 0;
      for (let batch = 0; batch < batches; batch++) {
        gatherBatch(data[split], order, batch * batchSize, batchSize, buffers.x, buffers.y);
        const { operators, open } = architecture();
        const given = cellKinds.flatMap((kind) => [
          [`operators.${kind}`, operators[kind]],
          [`open.${kind}`, open[kind]],
        ]);
        const out = await program.run({ ...buffers, ...Object.fromEntries(given) });
        correct += out.correct[0] ?? Number.NaN;
      }
      return correct / (batches * batchSize);
    },
    dispose: () => program.dispose(),
  };
}
