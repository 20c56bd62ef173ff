import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '../../random/random-stream.js';
import type { BatchBuffers } from '../../train/batch-inputs.js';
import { scoreSums } from '../../train/score.js';
import { gradientsWithMetrics } from '../../train/update/gradients-with-metrics.js';
import { type StepNumbers, scalarInputs, scalarSpecs, scalarsAmong } from '../../train/update/step-scalars.js';
import type { UpdateState } from '../../train/update/update-state.js';
import { byKind } from '../architecture-parameters.js';
import { sampleOperators } from '../sampler/sample-operators.js';
import { createEdgeFunctions } from './edge-functions.js';
import {
  type SearchParts,
  searchBatchBuffers,
  searchBatchSpecs,
  stepNoise,
  supernetLogits,
  variablesOf,
} from './search-step.js';

export interface WeightStep {
  /** The caller fills these before `run`. */
  readonly buffers: BatchBuffers;
  /** @param dropout of skip connections, in [0, 1) */
  run(
    scalars: StepNumbers,
    dropout: number,
    random: RandomStream,
  ): Promise<{ readonly loss: number; readonly correct: number }>;
  dispose(): void;
}

/**
 * One update of the supernet's weights as one program: operators are drawn, the network of those drawn is trained on the batch, and
 * nothing is computed of the others, forward or backward.
 */
export async function compileWeightStep(parts: SearchParts, state: UpdateState): Promise<WeightStep> {
  const { engine, supernet, parameters, data, loss, batchSize } = parts;
  const noise = stepNoise(parts);
  const edges = createEdgeFunctions(supernet, batchSize);
  const weights = variablesOf(supernet.weights.values());
  const program = await engine.compile<string, 'loss' | 'scoreSums'>({
    name: 'search-weights',
    inputs: { ...searchBatchSpecs(parts), ...scalarSpecs(state.scalars), ...noise.specs },
    state: [...weights, ...state.variables, ...variablesOf(Object.values(parameters))],
    step(inputs) {
      const { x, y } = inputs as Record<'x' | 'y', tf.Tensor>;
      const { gumbel, keep } = noise.among(inputs);
      // arg-max does not depend on the temperature.
      const chosen = byKind(
        (kind) => sampleOperators(parameters[kind].read() as tf.Tensor2D, gumbel[kind], tf.scalar(1)).chosen,
      );
      const { grads, metrics } = gradientsWithMetrics(weights, () => {
        const logits = supernetLogits(parts, x, edges.sampled(chosen, keep));
        const mean = loss.mean(logits, y);
        return { loss: mean, metrics: { loss: mean, scoreSums: scoreSums(data.task.kind, logits, y) } };
      });
      state.apply(grads, scalarsAmong(inputs, state.scalars));
      return metrics;
    },
  });
  const buffers = searchBatchBuffers(parts);
  return {
    buffers,
    async run(scalars, dropout, random) {
      noise.fill(random, dropout);
      const out = await program.run({ ...buffers, ...scalarInputs(state.scalars, scalars), ...noise.buffers });
      return { loss: out.loss[0] ?? Number.NaN, correct: out.scoreSums[0] ?? Number.NaN };
    },
    dispose: () => program.dispose(),
  };
}
