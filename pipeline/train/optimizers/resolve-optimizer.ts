import type { Scalar } from '@tensorflow/tfjs-core';
import { StudyFileError } from '../../errors.js';
import { quoteValue } from '../../study/quote-value.js';
import type { OptimizerChoice } from '../plan.js';
import type { Optimizer, StepScalars, WeightUpdate } from './optimizer.js';
import { optimizers } from './registry.js';

/** An optimizer with its options decided. */
export interface ReadyOptimizer {
  readonly learningRate: number;
  readonly weightDecay: WeightDecay;
  /** The option `momentum` or `beta1`, which a schedule may lower; absent where the optimizer has neither. */
  readonly momentum?: number;
  readonly slots: readonly string[];
  /** The scalars it carries from step to step, before the first one. */
  readonly carried: Readonly<Record<string, number>>;
  /** One step, from the carried scalars of the one before. */
  begin(
    scalars: StepScalars,
    carried: Readonly<Record<string, Scalar>>,
  ): { readonly update: WeightUpdate<string>; readonly carried: Readonly<Record<string, Scalar>> };
}

/** An optimizer of a plan whose learning rate is known. */
export type OptimizerWithRate = OptimizerChoice & { readonly learningRate: number };

/** Decoupled (Loshchilov and Hutter 2019): w <- w - eta rate w beside the optimizer's own step. */
export interface WeightDecay {
  readonly rate: number;
  /** See `isKernel`. */
  readonly of: 'kernels' | 'all';
}

interface Range {
  readonly text: string;
  readonly holds: (value: unknown) => boolean;
}

const isNumber = (value: unknown): value is number => typeof value === 'number';
const positive: Range = {
  text: 'a finite number > 0',
  holds: (value) => isNumber(value) && value > 0 && value < Infinity,
};
const notNegative: Range = {
  text: 'a finite number >= 0',
  holds: (value) => isNumber(value) && value >= 0 && value < Infinity,
};
const share: Range = { text: 'a number in [0, 1)', holds: (value) => isNumber(value) && value >= 0 && value < 1 };

type Option = Exclude<keyof OptimizerChoice, 'name'>;

const ranges: Readonly<Record<Option, Range>> = {
  learningRate: positive,
  momentum: share,
  decay: share,
  beta1: share,
  beta2: share,
  epsilon: positive,
  momentumDecay: notNegative,
  weightDecay: notNegative,
  weightDecayOf: { text: "'kernels' or 'all'", holds: (value) => value === 'kernels' || value === 'all' },
};

/** What every optimizer knows besides its own options. */
const commonOptions = ['learningRate', 'weightDecay', 'weightDecayOf'] as const satisfies readonly Option[];

/**
 * Fills in defaults and checks the options. An option that is `undefined` (an inactive hyperparameter) counts as not given.
 * @throws StudyFileError for an unknown optimizer, an option it does not know, or a value out of range.
 */
export function resolveOptimizer(choice: OptimizerWithRate): ReadyOptimizer {
  const where = '`training.optimizer';
  if (!Object.hasOwn(optimizers, choice.name)) {
    throw new StudyFileError(
      `${where}.name\` must be one of ${Object.keys(optimizers).join(', ')}, got ${JSON.stringify(choice.name)}`,
    );
  }
  const optimizer: Optimizer = optimizers[choice.name];
  const known = [...commonOptions, ...Object.keys(optimizer.defaults)];
  const given = Object.entries(choice).filter(([name, value]) => name !== 'name' && value !== undefined);
  for (const [name, value] of given) {
    if (!known.includes(name)) {
      throw new StudyFileError(
        `${where}.${name}\`: \`${choice.name}\` has no such option; it knows ${known.join(', ')}`,
      );
    }
    const range = ranges[name as Option];
    if (!range.holds(value)) {
      throw new StudyFileError(`${where}.${name}\` must be ${range.text}, got ${quoteValue(value)}`);
    }
  }
  const { learningRate, weightDecay = optimizer.weightDecay ?? 0, weightDecayOf = 'kernels' } = choice;
  if (learningRate === undefined) throw new StudyFileError(`${where}.learningRate\` is missing`);
  const options: Record<string, number> = {
    ...optimizer.defaults,
    ...Object.fromEntries(given.filter((entry): entry is [string, number] => isNumber(entry[1]))),
  };
  return {
    learningRate,
    weightDecay: { rate: weightDecay, of: weightDecayOf },
    ...(optimizer.momentum && { momentum: options[optimizer.momentum] }),
    slots: optimizer.slots,
    carried: optimizer.carried?.initial ?? {},
    begin(scalars, before) {
      const carried = optimizer.carried?.next(options, scalars, before) ?? {};
      return { update: optimizer.begin(options, scalars, carried), carried };
    },
  };
}
