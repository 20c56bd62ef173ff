import { z } from 'zod';
import type { Parameter } from '../../../study/space.js';
import type { ParameterValue } from '../../../study/trial.js';
import { defineImportanceMethod, type LossTable } from '../importance-method.js';
import { gridOf } from './grid.js';
import { gridDensity } from './grid-density.js';
import { lossQuantile } from './loss-quantile.js';

const options = z.strictObject({
  /** The share of the trials that count as the best; five of them or more give steady figures. */
  quantile: z
    .number({ error: 'must be a number' })
    .gt(0, { error: 'must be > 0' })
    .lt(1, { error: 'must be < 1' })
    .default(0.1),
});

/**
 * PED-ANOVA (Watanabe, Bansal and Hutter 2023, arXiv 2304.10255): the effect of a hyperparameter is how far its distribution among
 * the best trials is from that among all (Pearson divergence), times the squared share of the best. It asks what
 * matters for being good, not what varies the loss; only the order of the losses counts. A conditional hyperparameter
 * is compared among the trials that have it (conditional PED-ANOVA, arXiv 2601.20800, theorem 4.2). The figures are those of Optuna's
 * `PedAnovaImportanceEvaluator`, but for choices (`grid-density.ts`), for what was not varied, which has no effect, and for several
 * objectives, of which the front decides who is among the best.
 */
export const pedAnovaMethod = defineImportanceMethod(
  {
    name: 'ped-anova',
    summary: 'how far the best trials are from all trials in the values of a hyperparameter',
    source: 'Watanabe, Bansal, Hutter 2023, arXiv 2304.10255; Baba, Ozaki, Watanabe 2026, arXiv 2601.20800',
    options,
  },
  ({ space, settings, losses }: LossTable, { quantile }) => {
    const bound = lossQuantile(losses, quantile);
    const isBest = (row: number) => (losses[row] ?? 0) <= bound;
    const best = losses.reduce((count, _, row) => count + Number(isBest(row)), 0);
    const share = best / losses.length;
    return new Map(
      Object.entries(space).map(([name, parameter]) => {
        const having = settings.flatMap((setting, row) => {
          const value = setting[name];
          return value === undefined ? [] : [{ value, isBest: isBest(row) }];
        });
        const good = having.filter((one) => one.isBest);
        if (good.length === 0 || having.every((one) => one.value === having[0]?.value)) return [name, 0];
        const sharpness = (good.length / best) ** 2 / (having.length / losses.length);
        return [name, share ** 2 * sharpness * divergence(parameter, good, having)];
      }),
    );
  },
);

/** Keeps a density of 0 out of the denominator. */
const tiny = 1e-12;

interface Observation {
  readonly value: ParameterValue;
}

/** Pearson divergence of two densities: the mean of (good / all - 1)^2 over all. */
function divergence(parameter: Parameter, good: readonly Observation[], all: readonly Observation[]): number {
  const { size, ordered, pointOf } = gridOf(parameter);
  const densityOf = (observations: readonly Observation[]) => {
    const counts = new Float64Array(size);
    for (const { value } of observations) {
      const point = pointOf(value);
      counts[point] = (counts[point] ?? 0) + 1;
    }
    return gridDensity(counts, ordered).map((mass) => mass + tiny);
  };
  const expected = densityOf(all);
  return densityOf(good).reduce((sum, mass, point) => {
    const whole = expected[point] ?? tiny;
    return sum + whole * (mass / whole - 1) ** 2;
  }, 0);
}
