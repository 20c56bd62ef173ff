import { describe, expect, it } from 'vitest';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { dimensionsOf, encodeHistory } from '../../pipeline/search/encoding/encoded-history.js';
import { cellOf } from '../../pipeline/search/encoding/unit-interval.js';
import type { ObservedTrial } from '../../pipeline/search/observed-trial.js';
import { samplers } from '../../pipeline/search/samplers/registry.js';
import { ParzenEstimator } from '../../pipeline/search/samplers/tpe/parzen-estimator.js';
import { splitTrials } from '../../pipeline/search/samplers/tpe/split-trials.js';
import { choice, float, int, isActive, type Space } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';
import { samplerContract } from '../contracts/sampler.contract.js';
import { history } from './histories.js';

samplerContract('tpe', () => samplers.tpe.create({ startup: 3, multivariate: false }));
samplerContract('tpe', () => samplers.tpe.create({ startup: 3 }));

const all = (count: number) => Int32Array.from({ length: count }, (_, i) => i);

/** Sum over finite and midpoint integral over continuous hyperparameters of exp(log density), conditions respected. */
function totalMass(space: Space, estimator: ParzenEstimator, steps: number): number {
  const dimensions = dimensionsOf(space);
  const point = new Float64Array(dimensions.length).fill(Number.NaN);
  const from = (d: number, chosen: Parameters): number => {
    const dimension = dimensions[d];
    if (!dimension) return Math.exp(estimator.logDensity(point));
    point[d] = Number.NaN;
    if (!isActive(dimension.parameter, chosen)) return from(d + 1, chosen);
    let sum = 0;
    const cells = Number.isFinite(dimension.size) ? dimension.size : steps;
    for (let i = 0; i < cells; i++) {
      const [low, high] = Number.isFinite(dimension.size)
        ? cellOf(dimension.parameter, i)
        : [i / steps, (i + 1) / steps];
      point[d] = (low + high) / 2;
      const value = dimension.parameter.kind === 'choice' ? dimension.parameter.choices[i] : undefined;
      const inner = from(d + 1, value === undefined ? chosen : { ...chosen, [dimension.name]: value });
      sum += inner / (Number.isFinite(dimension.size) ? 1 : steps);
    }
    point[d] = Number.NaN;
    return sum;
  };
  return from(0, {});
}

describe('Parzen estimator', () => {
  const mixed: Space = {
    kind: choice(['a', 'b', 'c']),
    x: float(0, 2),
    n: int(1, 9, { scale: 'log' }),
    y: float(1e-3, 1, { scale: 'log', when: { kind: ['a', 'b'] } }),
  };

  it.each(['good', 'bad'] as const)('is a density over a mixed space with conditions (%s trials)', (group) => {
    const trials = history(mixed, 12, () => ({}));
    const estimator = new ParzenEstimator(encodeHistory(mixed, trials), all(12), group);
    expect(totalMass(mixed, estimator, 60)).toBeCloseTo(1, 3);
  });

  it('is a density when thousands of trials are thinned', () => {
    const line = { x: float(0, 1) };
    const trials = history(line, 3000, () => ({}));
    const estimator = new ParzenEstimator(encodeHistory(line, trials), all(3000), 'bad');
    expect(totalMass(line, estimator, 1000)).toBeCloseTo(1, 3);
  });

  it('draws what its density says', () => {
    const line = { x: float(0, 1) };
    const trials = [0.1, 0.12, 0.15, 0.7].map((x, number) => ({
      number,
      state: 'COMPLETE' as const,
      parameters: { x },
      losses: [],
    }));
    const estimator = new ParzenEstimator(encodeHistory(line, trials), all(4), 'good');
    const stream = randomStream(3);
    const drawn = Array.from({ length: 20_000 }, () => Number(estimator.draw(stream).parameters.x));
    for (const limit of [0.05, 0.2, 0.5, 0.8]) {
      const steps = 2000;
      let mass = 0;
      for (let i = 0; i < steps * limit; i++)
        mass += Math.exp(estimator.logDensity(Float64Array.of((i + 0.5) / steps))) / steps;
      // Binomial standard error at most 0.0036.
      expect(Math.abs(drawn.filter((x) => x < limit).length / drawn.length - mass)).toBeLessThan(0.015);
    }
  });

  it('with no trials is uniform over the settings', () => {
    const estimator = new ParzenEstimator(encodeHistory({ c: choice([1, 2, 3, 4]) }, []), all(0), 'good');
    expect(estimator.logDensity(Float64Array.of(0.1))).toBeCloseTo(Math.log(1 / 4), 12);
  });
});

describe('split of the trials', () => {
  const space = { x: float(0, 1) };

  it('calls the best tenth good, at most 25', () => {
    const split = splitTrials(history(space, 95, (_, number) => ({ losses: [(number * 37) % 95] })));
    expect(split.good).toHaveLength(10);
    expect([...split.good].map((number) => (number * 37) % 95).sort((a, b) => a - b)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
    expect(splitTrials(history(space, 900, (_, number) => ({ losses: [number] }))).good).toHaveLength(25);
  });

  it('puts running, pruned and failed trials among the bad', () => {
    const states = ['RUNNING', 'PRUNED', 'FAIL', 'COMPLETE'] as const;
    const split = splitTrials(
      history(space, 8, (_, number) => ({ state: states[number % 4], losses: number % 4 === 3 ? [1] : [] })),
    );
    expect([...split.good]).toEqual([3]);
    expect([...split.bad]).toEqual([0, 1, 2, 4, 5, 6, 7]);
  });

  it('where few trials are complete, adds the pruned ones that got furthest, at the same step the best of them', () => {
    const reports = (step: number, loss: number) => [
      { step: 1, losses: [-100] },
      { step, losses: [loss] },
    ];
    const outcomes: Partial<ObservedTrial>[] = [
      { state: 'PRUNED', reports: reports(3, 0.2) },
      { state: 'PRUNED', reports: reports(9, Number.NaN) },
      { state: 'PRUNED', reports: reports(9, 0.8) },
      { losses: [5] },
      { state: 'PRUNED', reports: reports(9, 0.7) },
      { state: 'FAIL', reports: reports(20, 0) },
      { state: 'PRUNED' },
      { losses: [7] },
      { state: 'RUNNING', reports: reports(20, 0) },
    ];
    /** With so many more trials that failed, `count` are called good. */
    const good = (count: number) => {
      const all = history(space, 10 * count + 1, (_, number) => outcomes[number] ?? { state: 'FAIL' });
      const split = splitTrials(all);
      expect([...split.good, ...split.bad].sort((a, b) => a - b)).toEqual(all.map(({ number }) => number));
      return [...split.good];
    };
    expect(good(1)).toEqual([3]);
    expect(good(2)).toEqual([3, 7]);
    expect(good(3)).toEqual([3, 4, 7]);
    expect(good(4)).toEqual([2, 3, 4, 7]);
    expect(good(5)).toEqual([1, 2, 3, 4, 7]);
    expect(good(6)).toEqual([0, 1, 2, 3, 4, 7]);
    // A pruned trial that said nothing is no example of a good one.
    expect(good(7)).toEqual([0, 1, 2, 3, 4, 7]);
  });

  it('takes pruned trials before those that break a constraint', () => {
    const split = splitTrials(
      history(space, 12, (_, number) => {
        if (number === 5) return { state: 'PRUNED', reports: [{ step: 2, losses: [1] }], violations: [0] };
        if (number === 6) return { state: 'PRUNED', reports: [{ step: 9, losses: [0] }], violations: [1] };
        return { losses: [number], violations: [number === 4 ? 0 : 1 + number] };
      }),
    );
    expect([...split.good]).toEqual([4, 5]);
  });

  it('orders pruned trials of several objectives by fronts', () => {
    const pruned = (losses: readonly number[]): Partial<ObservedTrial> => ({
      state: 'PRUNED',
      reports: [{ step: 4, losses }],
    });
    const vectors = [
      [3, 3],
      [1, 2],
      [2, 1],
      [4, 0.5],
    ];
    const split = splitTrials(history(space, 24, (_, number) => pruned(vectors[number] ?? [9, 9 + number])));
    expect([...split.good]).toEqual([1, 2, 3]);
  });

  it('prefers trials that meet the constraints, then those that break them least', () => {
    const split = (broken: (number: number) => number) =>
      splitTrials(history(space, 30, (_, number) => ({ losses: [number], violations: [broken(number) * 1e6, 0] })));
    expect([...split((number) => (number < 20 ? 1 : 0)).good]).toEqual([20, 21, 22]);
    expect([...split((number) => 1 + ((number * 7) % 30)).good].sort((a, b) => a - b)).toEqual([0, 13, 26]);
  });

  it('takes whole fronts of several objectives, then the least crowded', () => {
    // Ten trials on the front x + y = 1, the others above it.
    const trials = history(space, 100, (_, number) => ({
      losses: number < 10 ? [number, 9 - number] : [number, 109 - number],
    }));
    expect([...splitTrials(trials).good]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect([...splitTrials(trials.slice(0, 20)).good]).toEqual([0, 9]);
  });
});

describe('tpe', () => {
  const space = { x: float(-5, 5), y: float(1e-4, 1, { scale: 'log' }), c: choice(['a', 'b', 'c']) };
  const loss = ({ x, y, c }: Parameters) =>
    (Number(x) - 1.3) ** 2 + (Math.log10(Number(y)) + 2) ** 2 + (c === 'b' ? 0 : 1);

  function search(name: 'tpe' | 'random', seed: number, count: number, options = {}) {
    const sampler = samplers[name].create(options);
    const trials: ObservedTrial[] = [];
    for (let number = 0; number < count; number++) {
      const parameters = sampler.suggest(space, trials, randomStream(seed, number, 'sampler'), { seed }) ?? {};
      trials.push({ number, state: 'COMPLETE', parameters, losses: [loss(parameters)] });
    }
    return Math.min(...trials.map(({ losses }) => losses[0] ?? Number.NaN));
  }

  it.each([{}, { multivariate: false }])('finds a far better setting than random search (%o)', (options) => {
    const seeds = [1, 2, 3, 4, 5];
    const mean = (name: 'tpe' | 'random', given: object) =>
      seeds.reduce((sum, seed) => sum + search(name, seed, 60, given), 0) / 5;
    expect(mean('tpe', options)).toBeLessThan(mean('random', {}) / 4);
  });

  it('learns from trials of which none has run to its end', () => {
    const finished = history(space, 60, (parameters) => ({
      state: 'PRUNED',
      reports: [{ step: 3, losses: [loss(parameters)] }],
    }));
    const suggested = Array.from({ length: 20 }, (_, seed) =>
      loss(samplers.tpe.create({}).suggest(space, finished, randomStream(seed)) ?? {}),
    );
    const mean = (losses: readonly number[]) => losses.reduce((sum, value) => sum + value, 0) / losses.length;
    expect(mean(suggested)).toBeLessThan(mean(finished.map(({ parameters }) => loss(parameters))) / 3);
  });

  it('keeps away from settings that are under way', () => {
    const finished = history(space, 40, (parameters) => ({ losses: [loss(parameters)] }));
    const trials: ObservedTrial[] = [...finished];
    for (let i = 0; i < 6; i++) {
      const parameters = samplers.tpe.create({}).suggest(space, trials, randomStream(9)) ?? {};
      trials.push({ number: trials.length, state: 'RUNNING', parameters, losses: [] });
    }
    // The stream is the same for all of them: what differs is the trials under way.
    const xs = trials.slice(40).map(({ parameters }) => Number(parameters.x));
    expect(new Set(xs).size).toBe(6);
  });

  it('suggests the same with and without an earlier call that left encoded trials behind', () => {
    const trials = history(space, 50, (parameters) => ({ losses: [loss(parameters)] }));
    const suggest = (list: readonly ObservedTrial[], over: Space) =>
      samplers.tpe.create({}).suggest(over, list, randomStream(4));
    suggest(trials.slice(0, 30), space);
    suggest([...trials].reverse(), space);
    suggest(trials.slice(10), space);
    expect(suggest(trials, space)).toEqual(suggest(trials, { ...space }));
    expect(suggest([...trials].reverse(), space)).toEqual(suggest(trials, space));
  });
});
