import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import type { EdgeFunction, Supernet } from '../../../models/cells/supernet.js';
import type { Engine, InputSpec } from '../../compiler/engine.js';
import type { LoadedData } from '../../load/data.js';
import type { RandomStream } from '../../random/random-stream.js';
import { applyInputTransform } from '../../train/apply-input-transform.js';
import { batchBuffers, batchSpecs } from '../../train/batch-inputs.js';
import type { Loss } from '../../train/losses/loss.js';
import { withFrozenWeights } from '../../train/noise/with-frozen-weights.js';
import { withFusedNormalisation } from '../../train/normalisation/with-fused-normalisation.js';
import { type ArchitectureParameters, type ByKind, byKind, cellKinds } from '../architecture-parameters.js';
import { fillGumbelNoise } from '../sampler/fill-gumbel-noise.js';

/** What every program of a search works on. */
export interface SearchParts {
  readonly engine: Engine;
  readonly supernet: Supernet;
  readonly parameters: ArchitectureParameters;
  readonly data: LoadedData;
  readonly loss: Loss;
  readonly batchSize: number;
}

/** The random part of a step: which operators are drawn, and which skip connections are dropped. */
export interface StepNoise {
  readonly specs: Readonly<Record<string, InputSpec>>;
  readonly buffers: Readonly<Record<string, Float32Array>>;
  /** Draws anew. @param dropout share of the samples for which a skip connection is dropped, in [0, 1) */
  fill(random: RandomStream, dropout: number): void;
  /** The inputs of a program, Gumbel noise of each kind and factors of skip connections. */
  among(inputs: Readonly<Record<string, tf.Tensor>>): { readonly gumbel: ByKind<tf.Tensor>; readonly keep: tf.Tensor };
}

export function stepNoise({ supernet, parameters, batchSize }: SearchParts): StepNoise {
  const shapes = byKind((kind) => parameters[kind].shape as number[]);
  const keepShape = [supernet.edges.length, batchSize];
  const specs: Record<string, InputSpec> = { keep: { shape: keepShape, dtype: 'float32' } };
  const buffers: Record<string, Float32Array> = { keep: new Float32Array(tf.util.sizeFromShape(keepShape)) };
  for (const kind of cellKinds) {
    specs[gumbelName(kind)] = { shape: shapes[kind], dtype: 'float32' };
    buffers[gumbelName(kind)] = new Float32Array(tf.util.sizeFromShape(shapes[kind]));
  }
  return {
    specs,
    buffers,
    fill(random, dropout) {
      for (const kind of cellKinds) fillGumbelNoise(buffers[gumbelName(kind)] as Float32Array, random);
      fillKeep(buffers.keep as Float32Array, random, dropout);
    },
    among: (inputs) => ({
      gumbel: byKind((kind) => inputs[gumbelName(kind)] as tf.Tensor),
      keep: inputs.keep as tf.Tensor,
    }),
  };
}

const gumbelName = (kind: string) => `gumbel.${kind}`;

/** Inverted dropout (Srivastava et al. 2014) of whole samples: 0 with probability `dropout`, otherwise 1 / (1 - dropout). */
function fillKeep(out: Float32Array, random: RandomStream, dropout: number): void {
  if (dropout === 0) out.fill(1);
  else for (let i = 0; i < out.length; i++) out[i] = random.uniform() < dropout ? 0 : 1 / (1 - dropout);
}

/** The logits of the supernet on a batch, with edges as given. */
export function supernetLogits({ supernet, data }: SearchParts, x: tf.Tensor, edge: EdgeFunction): tf.Tensor {
  return withFrozenWeights(() =>
    withFusedNormalisation(() => supernet.apply(applyInputTransform(x, data.inputTransform), edge)),
  );
}

export const searchBatchSpecs = ({ data, batchSize }: SearchParts) => batchSpecs(data, batchSize);
export const searchBatchBuffers = ({ data, batchSize }: SearchParts) => batchBuffers(data, batchSize);

export const variablesOf = (weights: Iterable<LayerVariable>): tf.Variable[] =>
  [...weights].map((weight) => weight.read() as tf.Variable);
