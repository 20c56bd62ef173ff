import type { Scalar, Tensor } from '@tensorflow/tfjs-core';

/** Scalars of a training step, float32 tensors because they change from step to step. */
export interface StepScalars {
  readonly learningRate: Scalar;
  /** The number of this step, from 1. */
  readonly step: Scalar;
}

/** One weight's new value and the optimizer's new memory of it. All tensors have the weight's shape. */
export type WeightUpdate<Slot extends string> = (
  weight: Tensor,
  gradient: Tensor,
  slots: Readonly<Record<Slot, Tensor>>,
) => { readonly weight: Tensor; readonly slots: Readonly<Record<Slot, Tensor>> };

/**
 * An optimizer as a pure function over tensors: it allocates nothing and assigns nothing. Each elementwise operation is
 * one pass over the memory of all weights, so the formulas are arranged to need few; what is the same for every
 * weight is computed once a step, as scalars, in `begin`.
 */
export interface Optimizer<Option extends string = string, Slot extends string = string> {
  /** The options it knows, besides the learning rate, with their defaults. */
  readonly defaults: Readonly<Record<Option, number>>;
  /** What it remembers of each weight; every slot starts as zeros. */
  readonly slots: readonly Slot[];
  begin(options: Readonly<Record<Option, number>>, scalars: StepScalars): WeightUpdate<Slot>;
}

/** Identity at run time; infers the names of options and slots. */
export function defineOptimizer<const Option extends string, const Slot extends string>(
  optimizer: Optimizer<Option, Slot>,
): Optimizer<Option, Slot> {
  return optimizer;
}
