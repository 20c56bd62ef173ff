import { z } from 'zod';
import type { RandomStream } from '../../../random/random-stream.js';
import { allowedSize } from '../../../study/enumerate-space.js';
import { orderParameters } from '../../../study/order-parameters.js';
import { isActive, type Space } from '../../../study/space.js';
import type { Parameters, ParameterValue } from '../../../study/trial.js';
import { nextNumber } from '../../encoding/next-number.js';
import { firstUntried } from '../../encoding/untried.js';
import { defineSampler } from '../../sampler.js';
import { discretise } from '../grid.js';
import { recommended } from './recommended.js';
import { type Worth, worthTable } from './worth-table.js';

const options = z.strictObject({
  /** How many values a continuous hyperparameter is given, end points included, evenly on its scale. */
  points: z.int({ error: 'must be a whole number' }).min(2, { error: 'must be at least 2' }).default(5),
  /** c, the weight of what is little known, on rewards in [0, 1]. */
  exploration: z.number({ error: 'must be a number' }).min(0, { error: 'must not be negative' }).default(1),
  /** How a value is chosen by its worth: the largest, or at random with probabilities softmax(worth / temperature). */
  choose: z.enum(['largest', 'softmax'], { error: 'must be "largest" or "softmax"' }).default('largest'),
  temperature: z.number({ error: 'must be a number' }).positive({ error: 'must be > 0' }).default(0.1),
});

/**
 * Worth-based adjustment (ZTE, CN108764455A): a network is sensitive to few of its hyperparameters, so worth is kept per value of
 * each hyperparameter and not per combination; the cost grows with the sum of their numbers and not with the product. Each
 * value is an arm of a bandit (upper confidence bound, `worth-table.ts`), and a setting takes one value of each hyperparameter.
 * The last setting of a study that says how many trials it has is the recommended one, trained once more. Otherwise a setting is not
 * repeated: where the first choice was tried, values are drawn by their worth at a rising temperature.
 */
export const worthSampler = defineSampler(
  {
    name: 'worth',
    summary: 'keeps the worth of each single value and combines the values of largest worth',
    source: 'ZTE, CN108764455A',
    options,
  },
  {
    suggest(space, trials, random, { points, exploration, choose, temperature }, outline) {
      const finite = discretise(space, points);
      const table = worthTable(finite, trials, exploration);
      const { allows, replicates = 1 } = outline;
      const isLast = nextNumber(trials) + replicates >= (outline.trials ?? Number.POSITIVE_INFINITY);
      const last = isLast && trials.length > 0 ? recommended(finite, table, allows) : undefined;
      if (last) return last;
      return firstUntried(finite, trials, random, outline, (attempt) => {
        const heat = (choose === 'softmax' ? temperature : 0) + attempt * heatPerAttempt;
        return settingBy(finite, table, (worths) => chooseBy(worths, heat, random));
      });
    },
    size: (space, { points }, { allows }) => allowedSize(discretise(space, points), allows),
    learnt: (space, trials, { points, exploration }) => ({
      name: 'worth-table',
      columns: ['hyperparameter', 'value', 'trainings', 'mean_reward', 'worth'],
      rows: worthTable(discretise(space, points), trials, exploration).map(
        ({ hyperparameter, value, count, reward, worth }) => [hyperparameter, value, count, reward, worth],
      ),
    }),
  },
);

/** For a study file: `sampler: worth({ exploration: 0.5 })`. */
export const worth = (given: z.input<typeof options> = {}) => ({ name: 'worth', ...given }) as const;

const heatPerAttempt = 0.02;

function settingBy(space: Space, table: readonly Worth[], chooseOne: (worths: readonly Worth[]) => Worth): Parameters {
  const parameters: Record<string, ParameterValue> = {};
  for (const [name, parameter] of orderParameters(space)) {
    if (!isActive(parameter, parameters)) continue;
    parameters[name] = chooseOne(table.filter(({ hyperparameter }) => hyperparameter === name)).value;
  }
  return parameters;
}

/** Values without a training come first; `heat` 0 takes the largest, ties at random. */
function chooseBy(worths: readonly Worth[], heat: number, random: RandomStream): Worth {
  const largest = worths.reduce((most, { worth }) => Math.max(most, worth), Number.NEGATIVE_INFINITY);
  const weights = worths.map(({ worth }) => {
    if (worth === largest) return 1;
    // Against an infinite worth finite ones have a chance only when repeating would be the alternative.
    const gap = Math.min(largest, 10) - worth;
    return heat === 0 ? 0 : Math.exp(-Math.max(0, gap) / heat);
  });
  let rest = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [i, weight] of weights.entries()) {
    rest -= weight;
    if (rest < 0) return worths[i] as Worth;
  }
  return worths.at(-1) as Worth;
}
