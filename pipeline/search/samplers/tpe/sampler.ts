import { z } from 'zod';
import type { RandomStream } from '../../../random/random-stream.js';
import { isActive, type Space } from '../../../study/space.js';
import type { Parameters, ParameterValue } from '../../../study/trial.js';
import { type EncodedHistory, encodeHistory } from '../../encoding/encoded-history.js';
import { inOrder } from '../../encoding/in-order.js';
import { firstUntried, isSuggestible } from '../../encoding/untried.js';
import type { ObservedTrial } from '../../observed-trial.js';
import { defineSampler } from '../../sampler.js';
import type { StudyOutline } from '../../study-outline.js';
import { drawParameters } from '../random.js';
import { sobolSetting } from '../sobol/sampler.js';
import { type Candidate, ParzenEstimator } from './parzen-estimator.js';
import { splitTrials, type TrialSplit } from './split-trials.js';

const options = z.strictObject({
  /** So many trials are points of Sobol's sequence before the densities are used. */
  startup: z.int({ error: 'must be a whole number' }).min(1, { error: 'must be at least 1' }).default(10),
  /** How many settings are drawn from the density of the good ones to choose from; fewer in long studies. */
  candidates: z.int({ error: 'must be a whole number' }).min(1, { error: 'must be at least 1' }).default(64),
  /** One density of all hyperparameters together; otherwise one of each, as if they did not interact. */
  multivariate: z.boolean({ error: 'must be true or false' }).default(true),
});

/**
 * Tree-structured Parzen estimator (Bergstra et al. 2011, "Algorithms for hyper-parameter optimization", section 4; multivariate as
 * in Falkner et al. 2018; components after Watanabe 2023, arXiv 2304.11127). The trials are split into good and bad, each
 * half gets a density, and of many settings drawn from the good one the one with the largest ratio of densities is next.
 * Constraints, several objectives, pruned and running trials decide on the split (`split-trials.ts`). Left out: weights by
 * improvement, and a density of its own for every constraint (c-TPE).
 */
export const tpeSampler = defineSampler(
  {
    name: 'tpe',
    summary: 'draws settings from a density of the good trials and keeps the one least like the bad ones',
    source: 'Bergstra et al. 2011, Algorithms for Hyper-Parameter Optimization; Watanabe 2023, arXiv 2304.11127',
    options,
  },
  {
    suggest(space, unordered, random, { startup, candidates, multivariate }, outline) {
      const trials = inOrder(unordered);
      const split = splitTrials(trials);
      const finished = trials.reduce(
        (count, { state }) => count + Number(state !== 'RUNNING' && state !== 'WAITING'),
        0,
      );
      // Nothing has a loss yet: there is no density of good settings.
      if (finished < startup || split.good.length === 0) return sobolSetting(space, trials, random, outline);
      const history = encodeHistory(space, trials);
      const count = Math.min(
        candidates,
        Math.max(fewestCandidates, Math.round((candidates * fullEffort) / trials.length)),
      );
      return multivariate
        ? suggestJointly(space, trials, history, split, random, outline, count)
        : suggestOneByOne(space, trials, history, split, random, outline, count);
    },
  },
);

/** For a study file: `sampler: tpe({ startup: 20 })`. */
export const tpe = (given: z.input<typeof options> = {}) => ({ name: 'tpe', ...given }) as const;

/** Up to so many trials every candidate is drawn; past them the time of a suggestion grows no further with their number. */
const fullEffort = 200;
const fewestCandidates = 24;

/** All candidates may have been tried, or not be allowed: draw again so often before taking any setting that may be suggested. */
const rounds = 4;

function suggestJointly(
  space: Space,
  trials: readonly ObservedTrial[],
  history: EncodedHistory,
  { good, bad }: TrialSplit,
  random: RandomStream,
  outline: StudyOutline,
  count: number,
): Parameters | undefined {
  const better = new ParzenEstimator(history, good, 'good');
  const worse = new ParzenEstimator(history, bad, 'bad');
  const maySuggest = isSuggestible(trials, outline);
  const candidates: Candidate[] = [];
  for (let drawn = 0; drawn < rounds * count && candidates.length < count; drawn++) {
    const candidate = better.draw(random);
    if (maySuggest(candidate.parameters)) candidates.push(candidate);
  }
  const best = mostPromising(candidates, better, worse);
  return best?.parameters ?? firstUntried(space, trials, random, outline, () => drawParameters(space, random));
}

function mostPromising(
  candidates: readonly Candidate[],
  better: ParzenEstimator,
  worse: ParzenEstimator,
): Candidate | undefined {
  let best: Candidate | undefined;
  let largest = Number.NEGATIVE_INFINITY;
  for (const candidate of candidates) {
    const ratio = better.logDensity(candidate.point) - worse.logDensity(candidate.point);
    if (best === undefined || ratio > largest) {
      best = candidate;
      largest = ratio;
    }
  }
  return best;
}

/** Hyperparameters in the order of their conditions, each from densities of its own among the trials that have it. */
function suggestOneByOne(
  space: Space,
  trials: readonly ObservedTrial[],
  { dimensions, columns, sorted }: EncodedHistory,
  { good, bad }: TrialSplit,
  random: RandomStream,
  outline: StudyOutline,
  count: number,
): Parameters | undefined {
  const estimators = dimensions.map((dimension, d) => {
    const column = columns[d] ?? new Float64Array();
    const having = (rows: Int32Array) => rows.filter((row) => !Number.isNaN(column[row]));
    const alone = {
      dimensions: [{ ...dimension, parameter: { ...dimension.parameter, when: undefined } }],
      columns: [column],
      sorted: sorted.slice(d, d + 1),
    };
    return {
      better: new ParzenEstimator(alone, having(good), 'good'),
      worse: new ParzenEstimator(alone, having(bad), 'bad'),
    };
  });
  return firstUntried(space, trials, random, outline, (attempt) => {
    if (attempt > rounds) return drawParameters(space, random);
    const parameters: Record<string, ParameterValue> = {};
    dimensions.forEach(({ name, parameter }, d) => {
      const pair = estimators[d];
      if (!pair || !isActive(parameter, parameters)) return;
      const drawn = Array.from({ length: count }, () => pair.better.draw(random));
      const value = mostPromising(drawn, pair.better, pair.worse)?.parameters[name];
      if (value !== undefined) parameters[name] = value;
    });
    return parameters;
  });
}
