import { z } from 'zod';
import type { RandomStream } from '../../../random/random-stream.js';
import { isActive } from '../../../study/space.js';
import type { ParameterValue } from '../../../study/trial.js';
import { type Dimension, encodeHistory } from '../../encoding/encoded-history.js';
import { inOrder } from '../../encoding/in-order.js';
import { cellOf, valueAtUnit } from '../../encoding/unit-interval.js';
import { firstUntried } from '../../encoding/untried.js';
import { rankObserved } from '../../ordering/rank-observed.js';
import { defineSampler } from '../../sampler.js';
import { chooseByShare } from './choose-by-share.js';
import { defaultPopulation, type Evolution, samplePoint } from './evolution.js';
import { replay } from './replay.js';

const options = z.strictObject({
  /** Trials of a generation; default 4 + 3 ln(number of numeric hyperparameters). Doubled at every restart. */
  population: z.int({ error: 'must be a whole number' }).min(4, { error: 'must be at least 4' }).optional(),
  /** Standard deviation of the first generation, as a share of every range. */
  sigma: z
    .number({ error: 'must be a number' })
    .positive({ error: 'must be > 0' })
    .max(1, { error: 'must be at most 1' })
    .default(0.25),
});

/**
 * CMA-ES (Hansen 2016, "The CMA evolution strategy: a tutorial") with restarts of doubled population (Auger and Hansen 2005, IPOP)
 * and a margin for hyperparameters with finitely many values (Hamano et al. 2022). It has no memory of its own: the
 * distribution is computed anew from the trials, generation by generation in the order of their numbers; trials from
 * elsewhere are injected (Hansen 2011). Choices have no covariance: they are drawn by their shares among the best trials.
 * Left out: negative weights. Steps are those of the settings as they were tried, rounded.
 */
export const cmaEsSampler = defineSampler(
  {
    name: 'cma-es',
    summary: 'moves a normal distribution towards the good settings, with restarts',
    source: 'Hansen 2016, The CMA Evolution Strategy; restarts of Auger and Hansen 2005; margin of Hamano et al. 2022',
    options,
  },
  {
    suggest(space, unordered, random, { population, sigma }, outline) {
      const trials = inOrder(unordered);
      const { dimensions, columns } = encodeHistory(space, trials);
      const numeric = dimensions.flatMap((dimension, d) => (dimension.ordered && dimension.size > 1 ? [d] : []));
      const lambda = population ?? defaultPopulation(numeric.length);
      const state = replay(
        space,
        trials,
        numeric.map((d) => columns[d] ?? new Float64Array()),
        {
          seed: outline.seed ?? 0,
          sigma,
          lambda,
          thresholds: numeric.map((d) => innerBorders(dimensions[d])),
        },
      );
      const hasChoices = numeric.length < dimensions.length;
      const best = (hasChoices ? rankObserved(trials).measured : []).slice(
        0,
        Math.max(lambda, Math.ceil(trials.length / 4)),
      );
      return firstUntried(space, trials, random, outline, () => {
        const point = drawInside(state, random);
        const chosen: Record<string, ParameterValue> = {};
        dimensions.forEach(({ name, parameter }, d) => {
          if (!isActive(parameter, chosen)) return;
          const at = numeric.indexOf(d);
          chosen[name] =
            at < 0 ? chooseByShare(parameter, name, best, trials, random) : valueAtUnit(parameter, point[at] ?? 0.5);
        });
        return chosen;
      });
    },
  },
);

/** For a study file: `sampler: cmaEs({ population: 12 })`. */
export const cmaEs = (given: z.input<typeof options> = {}) => ({ name: 'cma-es', ...given }) as const;

/** Resampled while outside of the cube, then pulled to its surface. */
function drawInside(state: Evolution, random: RandomStream): Float64Array {
  let point = state.mean;
  for (let attempt = 0; attempt < 20; attempt++) {
    point = samplePoint(
      state,
      new Float64Array(state.mean.length).map(() => random.normal()),
    );
    if (point.every((x) => x >= 0 && x <= 1)) return point;
  }
  return point.map((x) => Math.min(1, Math.max(0, x)));
}

/** Hyperparameters with more values than these need no margin. */
const mostCells = 1000;

function innerBorders(dimension: Dimension | undefined): Float64Array {
  if (!dimension || dimension.size > mostCells) return new Float64Array();
  return Float64Array.from({ length: dimension.size - 1 }, (_, value) => cellOf(dimension.parameter, value)[1]);
}
