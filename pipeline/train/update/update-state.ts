import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { StepScalars } from '../optimizers/optimizer.js';
import type { ResolvedPlan } from '../resolve-plan.js';
import { scaleInvariantKernels } from '../scale-invariant/find-kernels.js';
import { clipGradients } from './clip-gradients.js';
import { createGradientSums } from './gradient-sums.js';
import { movesMomentum } from './momentum-at.js';
import { createOptimizerState } from './optimizer-state.js';
import type { ScalarName } from './step-scalars.js';
import { createWeightAverages } from './weight-averages.js';

/** By the weight's name; absent or null where the objective does not depend on the weight. */
export type NamedGradients = Readonly<Record<string, tf.Tensor | null>>;

/** Everything that an update of the weights reads and changes, besides the weights. Its functions are traced. */
export interface UpdateState {
  readonly variables: readonly tf.Variable[];
  /** The scalars that `apply` takes. */
  readonly scalars: readonly ScalarName[];
  /** One update from the gradients of the mean objective of a batch: clipping, weight decay, optimizer, averages. */
  apply(gradients: NamedGradients, scalars: StepScalars): void;
  /** Present where several batches make one update; then `apply` is not used. */
  readonly accumulation?: {
    /** For every batch: the gradients of its mean objective times its `rows`. */
    add(gradients: NamedGradients, rows: number): void;
    /** One update from all batches since the last one, every row with the same weight. */
    apply(scalars: StepScalars): void;
  };
  /** See `WeightAverages.exchange`; without averaging it does nothing. Never inside of a program. */
  exchangeAverages(): void;
  dispose(): void;
}

export function createUpdateState(
  model: Pick<LayersModel, 'weights' | 'trainableWeights' | 'layers' | 'outputs'>,
  plan: Pick<ResolvedPlan, 'optimizer' | 'clipping' | 'averaging' | 'accumulation' | 'scaleInvariance'> &
    Partial<Pick<ResolvedPlan, 'schedule'>>,
): UpdateState {
  const invariant = plan.scaleInvariance && { ...plan.scaleInvariance, norms: scaleInvariantKernels(model) };
  const optimizer = createOptimizerState(model.trainableWeights, plan.optimizer, invariant);
  const averages = plan.averaging && createWeightAverages(model.weights, plan.averaging.decay);
  const sums = plan.accumulation > 1 ? createGradientSums(optimizer.groups) : undefined;
  const variables = [optimizer, averages, sums].flatMap((part) => part?.variables ?? []);

  const grouped = (gradients: NamedGradients) =>
    optimizer.groups.map(({ weights, join }) =>
      join(weights.map((weight) => gradients[weight.name] ?? tf.zerosLike(weight.read()))),
    );
  const update = (gradients: readonly tf.Tensor[], scalars: StepScalars) => {
    optimizer.apply(clipGradients(gradients, plan.clipping), scalars);
    averages?.follow(scalars.step);
  };
  return {
    variables,
    scalars: ['learningRate', 'step', ...(movesMomentum(plan) ? (['momentum'] as const) : [])],
    apply: (gradients, scalars) => update(grouped(gradients), scalars),
    ...(sums && {
      accumulation: {
        add: (gradients, rows) => sums.add(grouped(gradients), rows),
        apply: (scalars) => update(sums.take(), scalars),
      },
    }),
    exchangeAverages: () => averages?.exchange(),
    dispose: () => tf.dispose(variables),
  };
}
