import { z } from 'zod';
import type { RandomStream } from '../../../random/random-stream.js';
import { type EncodedHistory, encodeHistory } from '../../encoding/encoded-history.js';
import { inOrder } from '../../encoding/in-order.js';
import { settingAt } from '../../encoding/setting-at.js';
import { firstUntried } from '../../encoding/untried.js';
import type { ObservedTrial } from '../../observed-trial.js';
import { rankObserved } from '../../ordering/rank-observed.js';
import { defineSampler } from '../../sampler.js';
import { sobolSetting } from '../sobol/sampler.js';
import { crossover, type Genome, mutate } from './variation.js';

const options = z.strictObject({
  /** How many parents survive, and how many trials the study begins with. */
  population: z.int({ error: 'must be a whole number' }).min(4, { error: 'must be at least 4' }).default(24),
  crossover: z
    .number({ error: 'must be a number' })
    .min(0, { error: 'must not be negative' })
    .max(1, { error: 'must be at most 1' })
    .default(0.9),
});

/**
 * NSGA-II (Deb et al. 2002, "A fast and elitist multiobjective genetic algorithm"), constraints by its constrained domination (section VI),
 * steady-state: the parents are the best of all trials so far by front and crowding, so that every finished trial counts at
 * once and workers never wait for a generation (Durillo et al. 2009). Tournaments of two, simulated binary crossover and
 * polynomial mutation. Left out: the fixed generations of the paper.
 */
export const nsga2Sampler = defineSampler(
  {
    name: 'nsga2',
    summary: 'crosses and mutates the settings of the best fronts: several objectives, long studies',
    source: 'Deb et al. 2002, A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II',
    options,
  },
  {
    suggest(space, unordered, random, { population, crossover: rate }, outline) {
      const trials = inOrder(unordered);
      const parents = rankObserved(trials, population).measured.slice(0, population);
      const finished = trials.filter(({ state }) => state !== 'RUNNING' && state !== 'WAITING').length;
      if (finished < population || parents.length < 2) return sobolSetting(space, trials, random, outline);
      const history = encodeHistory(space, trials);
      const select = () => genomeOf(history, tournament(parents, trials, random), random);
      return firstUntried(space, trials, random, outline, () => {
        const first = select();
        const child = random.uniform() < rate ? crossover(first, select(), history.dimensions, random) : first;
        const mutant = mutate(child, history.dimensions, random);
        return settingAt(space, (dimension) => mutant[dimension] ?? 0.5);
      });
    },
  },
);

/** For a study file: `sampler: nsga2({ population: 40 })`. */
export const nsga2 = (given: z.input<typeof options> = {}) => ({ name: 'nsga2', ...given }) as const;

/** The better of two of `parents`, which are in order. */
function tournament(parents: readonly number[], trials: readonly ObservedTrial[], random: RandomStream): number {
  const place = Math.min(random.below(parents.length), random.below(parents.length));
  return parents[place] ?? trials.length - 1;
}

/** A hyperparameter that the trial does not have may become active in a child: it gets any value. */
function genomeOf({ columns }: EncodedHistory, row: number, random: RandomStream): Genome {
  return Float64Array.from(columns, (column) => {
    const u = column[row] ?? Number.NaN;
    return Number.isNaN(u) ? random.uniform() : u;
  });
}
