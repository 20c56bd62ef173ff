import * as tf from '@tensorflow/tfjs-core';
import type { EdgeOperators } from '../../../models/cells/edge-operators.js';
import type { EdgeFunction, Supernet, SupernetEdge } from '../../../models/cells/supernet.js';
import { type Branching, branching } from '../../compiler/branches/branching.js';
import { withFrozenWeights } from '../../train/noise/with-frozen-weights.js';
import { withFusedNormalisation } from '../../train/normalisation/with-fused-normalisation.js';
import type { ByKind } from '../architecture-parameters.js';
import type { OperatorSample } from '../sampler/sample-operators.js';

/** What edges do in the course of a step, for batches of one size. */
export interface EdgeFunctions {
  /**
   * Every edge is its chosen operator, and only that is computed; differentiable in images and weights.
   * @param chosen [edges of a cell], int32, for each kind
   * @param keep [edges of the network, batch]: see `EdgeOperators.apply`
   */
  sampled(chosen: ByKind<tf.Tensor>, keep: tf.Tensor): EdgeFunction;
  /** The same results, differentiable in images and in the samples' one-hot rows: see `Branching.mix`. */
  mixed(samples: ByKind<OperatorSample>, keep: tf.Tensor): EdgeFunction;
}

/** Called before a program is compiled: the operators of edges that are alike become branches once. */
export function createEdgeFunctions(supernet: Supernet, batchSize: number): EdgeFunctions {
  const branchings = new Map<EdgeOperators, Branching>();
  for (const { operators } of supernet.edges) {
    if (!branchings.has(operators)) branchings.set(operators, branchingOf(operators, batchSize));
  }
  const of = ({ operators }: SupernetEdge): Branching => branchings.get(operators) as Branching;
  const inputsOf = (x: tf.Tensor, { index, weights }: SupernetEdge, keep: tf.Tensor) =>
    [x, weights.read(), tf.reshape(tf.slice(keep, [index, 0], [1, batchSize]), [batchSize])] as const;
  const indexOf = (chosen: ByKind<tf.Tensor>, { kind, row }: SupernetEdge) =>
    tf.reshape(tf.slice(chosen[kind], [row], [1]), []);
  return {
    sampled: (chosen, keep) => (x, edge) => of(edge).apply(indexOf(chosen, edge), inputsOf(x, edge, keep)),
    mixed: (samples, keep) => (x, edge) => {
      const { kind, row, operators } = edge;
      const chosen = { normal: samples.normal.chosen, reduction: samples.reduction.chosen };
      const z = tf.slice(samples[kind].oneHot, [row, 0], [1, operators.names.length]);
      return of(edge).mix(indexOf(chosen, edge), tf.reshape(z, [-1]), inputsOf(x, edge, keep));
    },
  };
}

function branchingOf(operators: EdgeOperators, batchSize: number): Branching {
  const { names, shape, size } = operators;
  return branching(
    [[batchSize, shape.height, shape.width, shape.channels], [size], [batchSize]],
    names.map((_, operator) => (inputs) => applyOperator(operators, operator, inputs)),
  );
}

/** With the statistics of the batch, and without a trace of them: they are those of one sampled architecture. */
function applyOperator(operators: EdgeOperators, operator: number, inputs: readonly tf.Tensor[]): tf.Tensor {
  const [x, weights, keep] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor];
  return withFrozenWeights(() => withFusedNormalisation(() => operators.apply(operator, x, weights, keep)));
}
