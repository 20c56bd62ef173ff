import { z } from 'zod';
import { containsParameters } from '../../../study/contains-parameters.js';
import { allowedSize, enumerateSpace } from '../../../study/enumerate-space.js';
import { fixParameters } from '../../../study/fix-parameters.js';
import type { Space } from '../../../study/space.js';
import type { Parameters } from '../../../study/trial.js';
import { nextNumber } from '../../encoding/next-number.js';
import { firstUntried, isSuggestible } from '../../encoding/untried.js';
import type { ObservedTrial } from '../../observed-trial.js';
import { rankObserved } from '../../ordering/rank-observed.js';
import { defineSampler } from '../../sampler.js';
import { discretise } from '../grid.js';
import { drawParameters } from '../random.js';
import { refinements } from './refinements.js';
import { searchSteps } from './search-steps.js';

const values = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]), {
  error: 'must be an object of hyperparameters and their values',
});

const options = z.strictObject({
  /** How many values of each continuous hyperparameter are tried first, end points included, evenly on its scale. */
  candidates: z.int({ error: 'must be a whole number' }).min(2, { error: 'must be at least 2' }).default(5),
  /** Values that all trials of the search have, such as few epochs. */
  brief: values.describe('values').default({}),
  /** Values that the last trial has instead, such as many epochs. */
  final: values.describe('values').default({}),
});

/**
 * The search for an effective learning rate (Huawei, CN114078195B / US20230186103A1): candidates evenly spaced on a log
 * scale are each trained briefly in the scale-invariant manner (`scaleInvariant` of a training plan) and evaluated; from the results
 * come the next candidates, half-way between the best and its neighbours (`refinements.ts`); the last trial of a study that
 * says how many it has is the final training with the best value. It is made for one number, but any space will do: of
 * several hyperparameters it tries a grid first, then changes one of the best setting at a time.
 */
export const effectiveLearningRateSampler = defineSampler(
  {
    name: 'effective-learning-rate',
    summary: 'evenly spaced candidates, trained briefly, then values around the best; the last trial trains the best',
    source: 'Huawei, CN114078195B / US20230186103A1',
    options,
  },
  {
    suggest(space, trials, random, { candidates, brief, final }, outline) {
      const part = fixParameters(space, brief);
      const searched = trials.filter(({ parameters }) => containsParameters(part, parameters));
      const { allows = () => true, replicates = 1 } = outline;
      const maySuggest = isSuggestible(trials, outline);
      const last = finalSetting(searched, final);
      const isLast = nextNumber(trials) + replicates >= (outline.trials ?? Number.POSITIVE_INFINITY);
      if (isLast && last && allows(last)) return last;
      for (const setting of enumerateSpace(discretise(part, candidates))) if (maySuggest(setting)) return setting;
      const next =
        // Another value may switch other hyperparameters on or off.
        refinements(part, searched).find((setting) => containsParameters(part, setting) && maySuggest(setting)) ??
        firstUntried(part, trials, random, outline, () => drawParameters(part, random));
      // Where nothing is left to try, the final training comes early.
      return next ?? (last && maySuggest(last) ? last : undefined);
    },
    size(space, { brief, final }, { allows }) {
      const distinct = Object.entries(final).some(([name, value]) => brief[name] !== value);
      return allowedSize(fixParameters(space, brief), allows) + Number(distinct);
    },
    learnt: (space, trials, given) => ({
      name: 'effective-learning-rate',
      columns: ['trial', 'step', 'hyperparameter', 'value'],
      rows: searchSteps(space, trials, given).map(({ trial, step, hyperparameter, value }) => [
        trial,
        step,
        hyperparameter,
        value,
      ]),
    }),
    problem(space, given) {
      for (const option of ['brief', 'final'] as const) {
        for (const [name, value] of Object.entries(given[option])) {
          const wrong = problemWith(space, name, value);
          if (wrong) return `${option}: ${wrong}`;
        }
      }
      return undefined;
    },
  },
);

/** For a study file: `sampler: effectiveLearningRate({ brief: { epochs: 2 }, final: { epochs: 12 } })`. */
export const effectiveLearningRate = (given: z.input<typeof options> = {}) =>
  ({ name: 'effective-learning-rate', ...given }) as const;

/** The best setting of the search with the values of the final training; undefined before any was evaluated. */
function finalSetting(searched: readonly ObservedTrial[], final: Parameters): Parameters | undefined {
  const best = searched[rankObserved(searched).measured[0] ?? -1]?.parameters;
  return best && { ...best, ...final };
}

function problemWith(space: Space, name: string, value: Parameters[string]): string | undefined {
  const parameter = space[name];
  if (!parameter) return `the space has no hyperparameter \`${name}\`; it has ${Object.keys(space).join(', ')}`;
  if (!containsParameters({ only: { ...parameter, when: undefined } }, { only: value })) {
    return `\`${name}\` cannot be ${JSON.stringify(value)}; add the value to its range`;
  }
  const dependent = Object.entries(space).find(([, { when }]) => when && Object.hasOwn(when, name))?.[0];
  if (parameter.when || dependent !== undefined) {
    return `\`${dependent ?? name}\` is active in some settings only, so search and final training would differ in more than values; leave \`when\` out`;
  }
  return undefined;
}
