import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../pipeline/random/random-stream.js';
import { importance } from '../../../pipeline/rank/importance/importance.js';
import { gridDensity } from '../../../pipeline/rank/importance/ped-anova/grid-density.js';
import { lossQuantile } from '../../../pipeline/rank/importance/ped-anova/loss-quantile.js';
import { drawParameters } from '../../../pipeline/search/samplers/random.js';
import { choice, float, int, type Space } from '../../../pipeline/study/space.js';
import type { Parameters } from '../../../pipeline/study/trial.js';

interface Trial {
  readonly params: Parameters;
  readonly values: readonly number[];
}

function effectsOf(space: Space, trials: readonly Trial[], quantile = 0.1): Record<string, number> {
  const [found] = importance(space, trials, { method: { name: 'ped-anova', quantile } });
  return Object.fromEntries(found?.hyperparameters.map((one) => [one.hyperparameter, one.effect]) ?? []);
}

function sample(space: Space, n: number, loss: (hp: Record<string, number>) => number): readonly Trial[] {
  const random = randomStream(1, 'sample');
  return Array.from({ length: n }, () => {
    const params = drawParameters(space, random);
    return { params, values: [loss(params as Record<string, number>)] };
  });
}

describe('ped-anova', () => {
  it('gives what the evaluator of Optuna 5.0 gives', () => {
    const space = {
      rate: float(1e-4, 1, { scale: 'log' }),
      kind: choice(['a', 'b', 'c']),
      units: int(1, 100),
      width: int(2, 64, { scale: 'log' }),
      drop: float(0, 0.5, { when: { kind: ['b', 'c'] } }),
    };
    const trials = Array.from({ length: 20 }, (_, i) => {
      const share = (((7 * i) % 20) + 0.3) / 20;
      const kind = ['a', 'b', 'c'][(i * i) % 3] ?? '';
      const units = 1 + ((13 * i) % 100);
      const drop: Parameters = kind === 'a' ? {} : { drop: (((3 * i) % 10) + 0.3) / 21 };
      return {
        params: { rate: 10 ** (-4 + 4 * share), kind, units, width: 2 + ((11 * i) % 63), ...drop },
        values: [Math.abs(4 * share - 2.5) + units / 100 + (i % 4) / 8],
      };
    });
    // PedAnovaImportanceEvaluator(target_quantile=0.1).evaluate(study), then with 0.3; of choices it differs.
    const tenth = {
      units: 0.02994487766271695,
      rate: 0.0034079669368804496,
      drop: 0.003279883596169696,
      width: 0.001801663907273725,
    };
    const third = {
      rate: 0.07061015002047526,
      drop: 0.03234312825398978,
      width: 0.008763971101222475,
      units: 0.008091886037047096,
    };
    for (const [quantile, effects] of [[0.1, tenth] as const, [0.3, third] as const]) {
      const { kind, ...found } = effectsOf(space, trials, quantile);
      expect(kind).toBeGreaterThan(0);
      expect(Object.keys(found)).toEqual(Object.keys(effects));
      for (const [name, effect] of Object.entries(effects)) expect((found[name] ?? 0) / effect).toBeCloseTo(1, 12);
    }
  });

  it('of a choice that alone decides tends to k - 1, of one that does not to 0', () => {
    const space = { kind: choice([0, 1, 2, 3, 4]), other: choice([0, 1, 2]) };
    const trials = sample(space, 6000, ({ kind = 0 }) => kind);
    const { kind = 0, other = 0 } = effectsOf(space, trials);
    // All of the best fifth have the value 0: sum p (q / p - 1)^2 with p = 1/5, times the square of their share of 1/5.
    expect(kind / (4 / 25)).toBeCloseTo(1, 1);
    expect(other / kind).toBeLessThan(0.002);
  });

  it('of a number that alone decides is 1 / quantile - 1 but for what the kernels blur', () => {
    const space = { x: float(0, 1), y: float(0, 1) };
    for (const quantile of [0.1, 0.5]) {
      const { x = 0, y = 0 } = effectsOf(
        space,
        sample(space, 4000, (hp) => hp.x ?? 0),
        quantile,
      );
      // Uniform on [0, quantile] against uniform on [0, 1].
      const sharp = (1 / quantile - 1) * quantile ** 2;
      expect(x).toBeLessThan(sharp);
      expect(x).toBeGreaterThan(0.85 * sharp);
      expect(y / x).toBeLessThan(0.02);
    }
  });

  it('of a conditional number counts those that have it: 1 / quantile - 1 within, times a^2 / b', () => {
    const space = { kind: choice([0, 1]), x: float(0, 1, { when: { kind: 1 } }) };
    // The best are those with x below 0.2, which are all among the half that has x.
    const trials = sample(space, 6000, ({ kind = 0, x = 0 }) => (kind === 1 ? x : 2));
    const { x = 0 } = effectsOf(space, trials);
    const share = 0.1;
    const sharp = share ** 2 * (1 ** 2 / 0.5) * (1 / (2 * share) - 1);
    expect(x).toBeLessThan(1.02 * sharp);
    expect(x).toBeGreaterThan(0.85 * sharp);
  });

  it('looks at the order of the losses only', () => {
    const space = { x: float(0, 1), k: int(1, 5) };
    const trials = sample(space, 60, ({ x = 0, k = 0 }) => x + k);
    const bent = trials.map(({ params, values }) => ({ params, values: values.map((value) => Math.exp(9 * value)) }));
    expect(effectsOf(space, bent)).toEqual(effectsOf(space, trials));
  });

  it('the best are the smallest losses, or the largest values of what is maximised', () => {
    const space = { x: float(0, 1), k: int(1, 5) };
    const trials = sample(space, 60, ({ x = 0, k = 0 }) => x * x + k);
    const negated = trials.map(({ params, values }) => ({ params, values: values.map((value) => -value) }));
    const maximised = importance(space, negated, { method: 'ped-anova', directions: ['maximize'] });
    expect(maximised).toEqual(importance(space, trials, { method: 'ped-anova' }));
    expect(importance(space, negated, { method: 'ped-anova' })).not.toEqual(maximised);
  });
});

describe('the density of a grid', () => {
  it.each([true, false])('is a distribution that is larger where more was observed (ordered: %s)', (ordered) => {
    const density = gridDensity(Float64Array.of(0, 8, 1, 0, 0, 0), ordered);
    expect(density.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 12);
    expect(density.every((mass) => mass > 0)).toBe(true);
    expect(density.indexOf(Math.max(...density))).toBe(1);
  });

  it('of one observation of a choice is by hand: half a uniform, half (1/2 + 1 at the point) / (k/2 + 1)', () => {
    const density = gridDensity(Float64Array.of(0, 1, 0), false);
    const expected = [0, 1, 0].map((at) => (1 / 3 + (0.5 + at) / 2.5) / 2);
    density.forEach((mass, point) => {
      expect(mass).toBeCloseTo(expected[point] ?? 0, 14);
    });
  });
});

describe('the quantile of losses', () => {
  it.each([
    [0.1, 1],
    [0.2, 1],
    [0.21, 2],
    [0.5, 3],
    [0.99, 5],
  ])('%d of 5 values', (quantile, expected) => {
    expect(lossQuantile(Float64Array.of(5, 3, 1, 4, 2), quantile)).toBe(expected);
  });
});
