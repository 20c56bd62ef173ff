import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '../../random/random-stream.js';
import type { BatchBuffers } from '../../train/batch-inputs.js';
import { gradientsWithMetrics } from '../../train/update/gradients-with-metrics.js';
import { type StepNumbers, scalarInputs, scalarSpecs, scalarsAmong } from '../../train/update/step-scalars.js';
import type { UpdateState } from '../../train/update/update-state.js';
import { type ByKind, byKind, cellKinds } from '../architecture-parameters.js';
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

/** What a faster network is worth. */
export interface LatencyTerm {
  /** lambda: loss a millisecond. */
  readonly weight: number;
  /** Milliseconds of each operator of each edge, [edges, operators], summed over the cells of a kind. */
  readonly milliseconds: ByKind<readonly (readonly number[])[]>;
}

export interface ArchitectureStep {
  /** The caller fills these before `run`. */
  readonly buffers: BatchBuffers;
  /** `latency`: E_p in ms, NaN without a latency term. */
  run(
    scalars: StepNumbers & { readonly temperature: number },
    dropout: number,
    random: RandomStream,
  ): Promise<{ readonly loss: number; readonly latency: number }>;
  dispose(): void;
}

/**
 * One update of the architecture parameters as one program. The loss is that of a drawn architecture, differentiated as
 * `sampleOperators` says, plus lambda E_p[latency], which is a sum over edges and is differentiated as it stands:
 *   E_p[latency] = sum_edges sum_k softmax(alpha)_k latency_k.
 */
export async function compileArchitectureStep(
  parts: SearchParts,
  state: UpdateState,
  latency: LatencyTerm | undefined,
): Promise<ArchitectureStep> {
  const { engine, supernet, parameters, loss, batchSize } = parts;
  const noise = stepNoise(parts);
  const edges = createEdgeFunctions(supernet, batchSize);
  const alphas = byKind((kind) => parameters[kind].read() as tf.Variable & tf.Tensor2D);
  const program = await engine.compile<string, 'loss' | 'latency'>({
    name: 'search-architecture',
    inputs: {
      ...searchBatchSpecs(parts),
      ...scalarSpecs(state.scalars),
      temperature: { shape: [], dtype: 'float32' },
      ...noise.specs,
    },
    state: [...variablesOf(supernet.weights.values()), ...state.variables, ...Object.values(alphas)],
    step(inputs) {
      const { x, y, temperature } = inputs as Record<'x' | 'y' | 'temperature', tf.Tensor>;
      const { gumbel, keep } = noise.among(inputs);
      const { grads, metrics } = gradientsWithMetrics(Object.values(alphas), () => {
        const samples = byKind((kind) => sampleOperators(alphas[kind], gumbel[kind], temperature));
        const mean = loss.mean(supernetLogits(parts, x, edges.mixed(samples, keep)), y);
        const expected = latency ? expectedLatency(alphas, latency) : tf.scalar(Number.NaN);
        const total = latency ? tf.add<tf.Scalar>(mean, tf.mul(expected, latency.weight)) : mean;
        return { loss: total, metrics: { loss: mean, latency: expected } };
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
      const temperature = Float32Array.of(scalars.temperature);
      const given = { ...buffers, ...scalarInputs(state.scalars, scalars), temperature, ...noise.buffers };
      const out = await program.run(given);
      return { loss: out.loss[0] ?? Number.NaN, latency: out.latency[0] ?? Number.NaN };
    },
    dispose: () => program.dispose(),
  };
}

/** In ms. */
function expectedLatency(alphas: ByKind<tf.Tensor2D>, { milliseconds }: LatencyTerm): tf.Tensor {
  const sums = cellKinds.map((kind) =>
    tf.sum(tf.mul(tf.softmax(alphas[kind]), tf.tensor2d(milliseconds[kind].map((row) => [...row])))),
  );
  return sums.reduce((total, sum) => tf.add(total, sum));
}
