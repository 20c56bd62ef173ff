import type { Scalar, Tensor } from '@tensorflow/tfjs-core';

/** Scalars of a training step, float32 tensors because they change from step to step. */
export interface StepScalars {
  readonly learningRate: Scalar;
  /** The number of this step, from 1. */
  readonly step: Scalar;
  /** In the place of the option that `Optimizer.momentum` names; present where a schedule moves it. */
  readonly momentum?: Scalar;
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
 * weight is computed once a step, as scalars, in `begin`. Weights may be joined to one tensor, so an update may not
 * depend on a weight's shape, nor one element's on another's.
 */
export interface Optimizer<
  Option extends string = string,
  Slot extends string = string,
  Carried extends string = string,
> {
  /** The options it knows, besides the learning rate and the weight decay, with their defaults. */
  readonly defaults: Readonly<Record<Option, number>>;
  /** Which of them a schedule may lower while the rate is high; absent where there is no such memory of gradients. */
  readonly momentum?: NoInfer<Option> & ('momentum' | 'beta1');
  /** The weight decay where none is asked for; default 0. */
  readonly weightDecay?: number;
  /** What it remembers of each weight; every slot starts as zeros. */
  readonly slots: readonly Slot[];
  /** Scalars that it carries from step to step for all weights together. */
  readonly carried?: {
    /** Their values before the first step. */
    readonly initial: Readonly<Record<Carried, number>>;
    /** From their values after the step before to those that `begin` is given. */
    next(
      options: Readonly<Record<Option, number>>,
      scalars: StepScalars,
      carried: Readonly<Record<Carried, Scalar>>,
    ): Readonly<Record<Carried, Scalar>>;
  };
  begin(
    options: Readonly<Record<Option, number>>,
    scalars: StepScalars,
    carried: Readonly<Record<Carried, Scalar>>,
  ): WeightUpdate<Slot>;
}

/** Identity at run time; infers the names of options, slots and carried scalars. */
export function defineOptimizer<
  const Option extends string,
  const Slot extends string,
  const Carried extends string = never,
>(optimizer: Optimizer<Option, Slot, Carried>): Optimizer<Option, Slot, Carried> {
  return optimizer;
}
