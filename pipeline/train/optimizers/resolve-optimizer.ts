import { StudyFileError } from '../../errors.js';
import type { OptimizerChoice } from '../plan.js';
import type { Optimizer, StepScalars, WeightUpdate } from './optimizer.js';
import { optimizers } from './registry.js';

/** An optimizer with its options decided. */
export interface ReadyOptimizer {
  readonly learningRate: number;
  readonly slots: readonly string[];
  begin(scalars: StepScalars): WeightUpdate<string>;
}

const ranges: Readonly<Record<string, { readonly text: string; readonly holds: (value: number) => boolean }>> = {
  learningRate: { text: 'a finite number > 0', holds: (value) => value > 0 && value < Infinity },
  epsilon: { text: 'a finite number > 0', holds: (value) => value > 0 && value < Infinity },
  ...Object.fromEntries(
    ['momentum', 'decay', 'beta1', 'beta2'].map((name) => [
      name,
      { text: 'a number in [0, 1)', holds: (value: number) => value >= 0 && value < 1 },
    ]),
  ),
};

/**
 * Fills in defaults and checks the options. An option that is `undefined` (an inactive hyperparameter) counts as not given.
 * @throws StudyFileError for an unknown optimizer, an option it does not know, or a value out of range.
 */
export function resolveOptimizer(choice: OptimizerChoice): ReadyOptimizer {
  const where = '`training.optimizer';
  if (!Object.hasOwn(optimizers, choice.name)) {
    throw new StudyFileError(
      `${where}.name\` must be one of ${Object.keys(optimizers).join(', ')}, got ${JSON.stringify(choice.name)}`,
    );
  }
  const optimizer: Optimizer = optimizers[choice.name];
  const known = ['learningRate', ...Object.keys(optimizer.defaults)];
  const given = Object.entries(choice).filter(([name, value]) => name !== 'name' && value !== undefined);
  for (const [name, value] of given) {
    if (!known.includes(name)) {
      throw new StudyFileError(
        `${where}.${name}\`: \`${choice.name}\` has no such option; it knows ${known.join(', ')}`,
      );
    }
    const range = ranges[name];
    if (typeof value !== 'number' || (range && !range.holds(value))) {
      throw new StudyFileError(`${where}.${name}\` must be ${range?.text ?? 'a number'}, got ${String(value)}`);
    }
  }
  if (choice.learningRate === undefined) throw new StudyFileError(`${where}.learningRate\` is missing`);
  const options: Record<string, number> = { ...optimizer.defaults, ...Object.fromEntries(given) };
  return {
    learningRate: choice.learningRate,
    slots: optimizer.slots,
    begin: (scalars) => optimizer.begin(options, scalars),
  };
}
