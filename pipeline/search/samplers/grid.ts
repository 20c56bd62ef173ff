import { z } from 'zod';
import { allowedSize, enumerateSpace } from '../../study/enumerate-space.js';
import { countValues } from '../../study/parameter-values.js';
import type { FloatParameter, Parameter, Space } from '../../study/space.js';
import { isSuggestible } from '../encoding/untried.js';
import { defineSampler } from '../sampler.js';

/** A grid larger than this is a mistake in the space, not a plan. */
const largestGrid = 100_000;

const options = z.strictObject({
  /** How many values are taken from each continuous hyperparameter, end points included, evenly on its scale. */
  points: z
    .int({ error: 'must be a whole number' })
    .min(2, { error: 'must be at least 2: both end points are part of the grid' })
    .default(5),
});

/**
 * Grid search: every combination once, in the order of the space with the last hyperparameter changing fastest.
 * Integers, choices and stepped ranges are enumerated exactly; conditions that do not hold add no combinations, and
 * what is not allowed is left out.
 */
export const gridSampler = defineSampler(
  {
    name: 'grid',
    summary: 'tries every combination once, in the order of the space',
    source: 'Montgomery 2017, Design and Analysis of Experiments, chapter 5 (full factorial design)',
    options,
  },
  {
    exhaustive: true,
    suggest(space, trials, _random, { points }, outline) {
      const maySuggest = isSuggestible(trials, outline);
      for (const parameters of enumerateSpace(discretise(space, points))) if (maySuggest(parameters)) return parameters;
      return undefined;
    },
    size: (space, { points }, { allows }) => allowedSize(discretise(space, points), allows),
    problem(space, { points }, { allows }) {
      const size = allowedSize(discretise(space, points), allows);
      if (size === 0)
        return `\`where\` holds for no setting of a grid with \`points\` ${points}; use more, or the sampler \`random\``;
      if (size <= largestGrid) return undefined;
      return `a grid of ${count(size)} settings is more than the ${count(largestGrid)} allowed; use fewer values, larger steps or fewer \`points\`, or the sampler \`random\``;
    },
  },
);

/** For a study file: `sampler: grid({ points: 4 })`. */
export const grid = (given: z.input<typeof options> = {}) => ({ name: 'grid', ...given }) as const;

const count = (size: number) => (size < 1e15 ? size.toLocaleString('en-US') : size.toExponential(1));

/** The space with `points` values in place of each continuous range. */
export function discretise(space: Space, points: number): Space {
  return Object.fromEntries(Object.entries(space).map(([name, parameter]) => [name, discrete(parameter, points)]));
}

function discrete(parameter: Parameter, points: number): Parameter {
  if (parameter.kind !== 'float' || Number.isFinite(countValues(parameter))) return parameter;
  return {
    kind: 'choice',
    choices: [...new Set(Array.from({ length: points }, (_, i) => gridPoint(parameter, i / (points - 1))))],
    ...(parameter.when && { when: parameter.when }),
  };
}

/** The value at `fraction` of the range, on the parameter's own scale. */
function gridPoint({ low, high, scale }: FloatParameter, fraction: number): number {
  if (fraction === 0) return low;
  if (fraction === 1) return high;
  const value = scale === 'log' ? low * (high / low) ** fraction : low + fraction * (high - low);
  // 1e-4 * 1000 ** (1 / 3) is 0.0009999999999999998; twelve digits are 0.001, as the user would write it.
  return Math.min(high, Math.max(low, Number(value.toPrecision(12))));
}
