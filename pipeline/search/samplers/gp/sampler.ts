import { z } from 'zod';
import type { Space } from '../../../study/space.js';
import type { Parameters } from '../../../study/trial.js';
import { type EncodedHistory, encodeHistory } from '../../encoding/encoded-history.js';
import { inOrder } from '../../encoding/in-order.js';
import { firstUntried, isSuggestible } from '../../encoding/untried.js';
import type { ObservedTrial } from '../../observed-trial.js';
import { defineSampler } from '../../sampler.js';
import { drawParameters } from '../random.js';
import { sobolSetting } from '../sobol/sampler.js';
import { fitKernel } from './fit-kernel.js';
import { GaussianProcess, type KernelParameters } from './gaussian-process.js';
import type { Ordered, Point } from './matern.js';
import { maximiseAcquisition } from './maximise-acquisition.js';
import { normaliseLosses } from './normalise-losses.js';
import { type Observations, observe, pointOf, representatives } from './observations.js';

const options = z.strictObject({
  /** So many trials are points of Sobol's sequence before there is a model. */
  startup: z.int({ error: 'must be a whole number' }).min(2, { error: 'must be at least 2' }).default(8),
});

/**
 * Bayesian optimisation with a Gaussian process (Jones et al. 1998; Snoek et al. 2012): Matern 5/2 with a length scale for every
 * hyperparameter, fitted by marginal likelihood with priors; the next setting is the one of largest log expected improvement
 * (Ament et al. 2023) found by following its slope and by exchange of values. Settings under way count as if they had
 * given what is expected of them (the kriging believer of Ginsbourger et al. 2010). Failed and pruned trials, and those that
 * break a constraint, count as the worst so far. Left out: a model of its own for every constraint, and input warping.
 */
export const gpSampler = defineSampler(
  {
    name: 'gp',
    summary: 'models the loss by a Gaussian process and takes the setting of largest expected improvement',
    source: 'Jones et al. 1998; Snoek et al. 2012; log expected improvement of Ament et al. 2023',
    options,
  },
  {
    suggest(space, unordered, random, { startup }, outline) {
      const trials = inOrder(unordered);
      const observations = observe(trials, random);
      if (observations.rows.length < startup || observations.feasible < 2) {
        return sobolSetting(space, trials, random, outline);
      }
      const history = encodeHistory(space, trials);
      const { dimensions } = history;
      const ordered = dimensions.map((dimension) => dimension.ordered);
      const parameters = kernelFor(space, trials, history, observations, ordered);
      const kept = representatives(observations.losses, mostPoints);
      const points = kept.map((k) => pointOf(history, observations.rows[k] ?? 0));
      const values = normaliseLosses(kept.map((k) => observations.losses[k] ?? Number.POSITIVE_INFINITY));
      const known = new GaussianProcess(points, values, ordered, parameters);
      const expected = points.map((point) => known.mean(point));
      const order = expected.map((_, i) => i).sort((a, b) => (expected[a] ?? 0) - (expected[b] ?? 0));
      const pending = observations.pending.map((row) => pointOf(history, row));
      const believed = pending.map((point) => known.mean(point));
      const setting = maximiseAcquisition(
        {
          process: believe(known, points, values, pending, believed, ordered, parameters),
          best: Math.min(expected[order[0] ?? 0] ?? 0, ...believed),
          dimensions,
          incumbents: order.slice(0, incumbents).flatMap((i) => points[i] ?? []),
          maySuggest: isSuggestible(trials, outline),
        },
        random,
      );
      return setting ?? firstUntried(space, trials, random, outline, () => drawParameters(space, random));
    },
  },
);

/** For a study file: `sampler: gp()`. */
export const gp = (given: z.input<typeof options> = {}) => ({ name: 'gp', ...given }) as const;

/** The time of a suggestion grows with the cube of the points: of longer histories the process sees representatives. */
const mostPoints = 400;
/** Length scales need fewer. */
const mostPointsToFit = 120;
const incumbents = 5;

/** With the settings under way at their expected values: the mean stays as it is, the uncertainty around them goes. */
function believe(
  known: GaussianProcess,
  points: readonly Point[],
  values: Float64Array,
  pending: readonly Point[],
  believed: readonly number[],
  ordered: Ordered,
  parameters: KernelParameters,
): GaussianProcess {
  if (pending.length === 0) return known;
  const all = Float64Array.from([...values, ...believed]);
  return new GaussianProcess([...points, ...pending], all, ordered, parameters);
}

interface Fitted {
  readonly settings: readonly (Parameters | undefined)[];
  readonly losses: readonly number[];
  readonly parameters: KernelParameters;
}

/** The last fit with a space, used again while the trials it was made from are the same. */
const memory = new WeakMap<Space, Fitted>();

/**
 * Kernel parameters fitted to the first trials up to a number that grows by a tenth at a time, so that few suggestions need a new fit
 * and what a suggestion is does not depend on the calls before it.
 */
function kernelFor(
  space: Space,
  trials: readonly ObservedTrial[],
  history: EncodedHistory,
  { rows, losses }: Observations,
  ordered: Ordered,
): KernelParameters {
  const count = fittedCount(rows.length);
  const settings = rows.slice(0, count).map((row) => trials[row]?.parameters);
  const used = losses.slice(0, count);
  const last = memory.get(space);
  if (last && equal(last.settings, settings) && equal(last.losses, used)) return last.parameters;
  const chosen = representatives(used, mostPointsToFit);
  const points = chosen.map((k) => pointOf(history, rows[k] ?? 0));
  const values = normaliseLosses(chosen.map((k) => used[k] ?? Number.POSITIVE_INFINITY));
  const parameters = fitKernel(points, values, ordered);
  memory.set(space, { settings, losses: used, parameters });
  return parameters;
}

function fittedCount(count: number): number {
  let fitted = Math.min(count, 16);
  for (let next = fitted + 1; next <= count; next = Math.max(next + 1, Math.floor(next * 1.1))) fitted = next;
  return fitted;
}

const equal = (a: readonly unknown[], b: readonly unknown[]) =>
  a.length === b.length && a.every((x, i) => Object.is(x, b[i]));
