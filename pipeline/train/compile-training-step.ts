import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Engine, InputData, InputSpec } from '../compiler/engine.js';
import { withLayerScopes } from '../compiler/layer-scopes.js';
import type { LoadedData } from '../load/data.js';
import type { RandomStream } from '../random/random-stream.js';
import { applyInputTransform } from './apply-input-transform.js';
import { type BlendBuffers, blend, blendBuffers, blendSpecs } from './augmentation/blend.js';
import { type BatchBuffers, batchBuffers, batchSpecs } from './batch-inputs.js';
import { denseTargets } from './losses/dense-targets.js';
import { smoothTargets } from './losses/smooth-targets.js';
import { fillNoise } from './noise/fill-noise.js';
import { findNoise } from './noise/find-noise.js';
import type { NoiseDraw } from './noise/noise-layers.js';
import { withNoise } from './noise/with-noise.js';
import { withFusedNormalisation } from './normalisation/with-fused-normalisation.js';
import type { ResolvedPlan } from './resolve-plan.js';
import { scoreSums } from './score.js';
import { gradientsWithMetrics } from './update/gradients-with-metrics.js';
import { type StepNumbers, scalarInputs, scalarSpecs, scalarsAmong } from './update/step-scalars.js';
import type { UpdateState } from './update/update-state.js';

/** What one training step says: the batch's mean loss (without penalties) and the sums its score is made of. */
export interface StepResult {
  readonly loss: number;
  readonly scoreSums: ArrayLike<number>;
}

export interface TrainingStep {
  /** The caller fills these before `run`. */
  readonly buffers: BatchBuffers & Partial<BlendBuffers>;
  run(scalars: StepNumbers, noise: RandomStream): Promise<StepResult>;
  dispose(): void;
}

export interface StepParts {
  readonly engine: Engine;
  readonly model: LayersModel;
  readonly data: LoadedData;
  readonly plan: Pick<ResolvedPlan, 'loss' | 'labelSmoothing' | 'augmentation'>;
  readonly state: UpdateState;
}

/**
 * One program for a whole step: input transform, forward pass, loss, penalties, gradients, update and the batch's
 * metrics. Weights, batch statistics and what the update remembers are its state; everything that changes from step to
 * step is an input: the batch, the learning rate, the step number and the noise. Where several batches make one update,
 * the gradients are added up instead, and the update is a program of its own (`createGroupUpdate`).
 */
export async function compileTrainingStep(parts: StepParts, batchSize: number): Promise<TrainingStep> {
  const { engine, model, data, plan, state } = parts;
  const forward = (samples: tf.Tensor) =>
    withFusedNormalisation(() => model.apply(samples, { training: true }) as tf.Tensor);
  const blends = plan.augmentation?.batch !== undefined;

  const specs = batchSpecs(data, batchSize);
  const noise = withLayerScopes(model, () =>
    findNoise(() => forward(applyInputTransform(tf.zeros([...specs.x.shape]), data.inputTransform))),
  );
  const program = await engine.compile<string, 'loss' | 'scoreSums'>({
    name: `train-step-${batchSize}`,
    model,
    inputs: {
      ...specs,
      ...(blends && blendSpecs(batchSize)),
      ...scalarSpecs(state.scalars),
      ...noiseSpecs(noise),
    },
    state: [...model.weights.map((weight) => weight.read() as tf.Variable), ...state.variables],
    step(inputs) {
      const { x, y } = inputs as Record<'x' | 'y', tf.Tensor>;
      let drawn = 0;
      const draw = () => inputs[noiseName(drawn++)] as tf.Tensor;
      const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const { grads, metrics } = gradientsWithMetrics(weights, () => {
        const samples = applyInputTransform(x, data.inputTransform);
        const mixing = blends ? (inputs as Record<keyof BlendBuffers, tf.Tensor>) : undefined;
        const predictions = withNoise(draw, () => forward(mixing ? blend(samples, mixing) : samples));
        const targets = mixing ? blend(denseTargets('of a blended batch', predictions, y), mixing) : y;
        const loss = plan.loss.mean(
          predictions,
          smoothTargets(targets, predictions, plan.loss, plan.labelSmoothing ?? 0),
        );
        const sums = scoreSums(data.task.kind, predictions, targets);
        const total = model.calculateLosses().reduce((sum, penalty) => tf.add(sum, penalty), loss);
        const objective = state.accumulation ? tf.mul<tf.Scalar>(total, batchSize) : total;
        return { loss: objective, metrics: { loss, scoreSums: sums } };
      });
      if (state.accumulation) state.accumulation.add(grads, batchSize);
      else state.apply(grads, scalarsAmong(inputs, state.scalars));
      return metrics;
    },
  });

  const buffers = { ...batchBuffers(data, batchSize), ...(blends && blendBuffers(batchSize)) };
  const noiseBuffers = Object.fromEntries(noise.map((draw, i) => [noiseName(i), noiseBuffer(draw)]));
  return {
    buffers,
    async run(scalars, random) {
      noise.forEach((draw, i) => {
        fillNoise(draw, noiseBuffers[noiseName(i)] as Uint8Array | Float32Array, random);
      });
      const out = await program.run({ ...buffers, ...scalarInputs(state.scalars, scalars), ...noiseBuffers });
      return { loss: out.loss[0] ?? Number.NaN, scoreSums: out.scoreSums };
    },
    dispose: () => program.dispose(),
  };
}

const noiseName = (index: number) => `noise${index}`;

function noiseSpecs(noise: readonly NoiseDraw['noise'][]): Record<string, InputSpec> {
  return Object.fromEntries(
    noise.map(({ kind, shape }, i) => [noiseName(i), { shape, dtype: kind === 'mask' ? 'uint8' : 'float32' }]),
  );
}

function noiseBuffer({ kind, shape }: NoiseDraw['noise']): InputData {
  const size = tf.util.sizeFromShape([...shape]);
  return kind === 'mask' ? new Uint8Array(size) : new Float32Array(size);
}
