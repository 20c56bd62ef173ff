import { describe, expect, it } from 'vitest';
import { randomStream } from '../../pipeline/random/random-stream.js';
import type { ObservedTrial } from '../../pipeline/search/observed-trial.js';
import { fitKernel, negativeLogPosterior } from '../../pipeline/search/samplers/gp/fit-kernel.js';
import { GaussianProcess } from '../../pipeline/search/samplers/gp/gaussian-process.js';
import { logExpectedImprovement, logImprovement } from '../../pipeline/search/samplers/gp/log-expected-improvement.js';
import { matern, maternSlope } from '../../pipeline/search/samplers/gp/matern.js';
import { normaliseLosses } from '../../pipeline/search/samplers/gp/normalise-losses.js';
import { samplers } from '../../pipeline/search/samplers/registry.js';
import { cholesky, inverseOf } from '../../pipeline/search/statistics/cholesky.js';
import { minimiseInBox } from '../../pipeline/search/statistics/minimise-in-box.js';
import { choice, float, int, type Space } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';
import { history } from './histories.js';

const stream = randomStream('gp');
const cloud = (count: number, dimensions: number) =>
  Array.from({ length: count }, () => new Float64Array(dimensions).map(() => stream.uniform()));

describe('Gaussian process', () => {
  const parameters = { relevance: Float64Array.of(4), signal: 2, noise: 0.1 };

  it('is the closed form of two observations', () => {
    const process = new GaussianProcess(
      [Float64Array.of(0), Float64Array.of(1)],
      Float64Array.of(1, -2),
      [true],
      parameters,
    );
    const k = (distance: number) => {
      const r = Math.sqrt(5) * 2 * distance;
      return 2 * (1 + r + (r * r) / 3) * Math.exp(-r);
    };
    const [a, b, c] = [2.1, k(1), 2.1];
    const determinant = a * c - b * b;
    const [p, q] = [k(0.3), k(0.7)];
    const mean = (p * (c * 1 - b * -2) + q * (-b * 1 + a * -2)) / determinant;
    const variance = 2 - (p * (c * p - b * q) + q * (a * q - b * p)) / determinant;
    const found = process.predict(Float64Array.of(0.3));
    expect(found.mean).toBeCloseTo(mean, 12);
    expect(found.variance).toBeCloseTo(variance, 12);
    expect(process.mean(Float64Array.of(0.3))).toBeCloseTo(mean, 12);
  });

  it('passes through noiseless observations, even when one is repeated', () => {
    const points = [...cloud(8, 3), Float64Array.of(0.5, 0.5, 0.5), Float64Array.of(0.5, 0.5, 0.5)];
    const values = Float64Array.from(points, ([x = 0, y = 0]) => Math.sin(5 * x) + y);
    const relevance = new Float64Array(3).fill(5);
    const process = new GaussianProcess(points, values, [true, true, true], { relevance, signal: 1, noise: 0 });
    points.forEach((point, i) => {
      const { mean, variance } = process.predict(point);
      expect(mean).toBeCloseTo(values[i] ?? 0, 5);
      expect(variance).toBeLessThan(1e-6);
    });
  });

  it('has the slopes of its mean and variance', () => {
    const points = cloud(12, 3);
    const values = new Float64Array(12).map(() => stream.normal());
    const relevance = Float64Array.of(3, 10, 1);
    const process = new GaussianProcess(points, values, [true, true, false], { relevance, signal: 1.5, noise: 0.01 });
    const at = Float64Array.of(0.4, 0.6, points[2]?.[2] ?? 0);
    const { meanSlope, varianceSlope } = process.predictWithSlope(at);
    for (const d of [0, 1]) {
      const moved = (h: number) => process.predict(at.map((x, i) => (i === d ? x + h : x)));
      expect(meanSlope[d]).toBeCloseTo((moved(1e-5).mean - moved(-1e-5).mean) / 2e-5, 5);
      expect(varianceSlope[d]).toBeCloseTo((moved(1e-5).variance - moved(-1e-5).variance) / 2e-5, 5);
    }
    expect(meanSlope[2]).toBe(0);
  });

  it('has the gradient of its marginal likelihood', () => {
    const points = cloud(10, 2);
    const posterior = negativeLogPosterior(
      points,
      new Float64Array(10).map(() => stream.normal()),
      [true, true],
    );
    const x = Float64Array.of(0.5, 1.5, 0.2, -3);
    const { gradient } = posterior(x);
    for (let i = 0; i < 4; i++) {
      const moved = (h: number) => posterior(x.map((value, k) => (k === i ? value + h : value))).value;
      expect(gradient[i]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 5);
    }
  });

  it('finds out which coordinates matter', () => {
    const points = cloud(60, 4);
    const values = normaliseLosses(points.map(([x = 0, , z = 0]) => Math.sin(6 * x) + 2 * z * z));
    const { relevance } = fitKernel(points, values, [true, true, true, true]);
    const [a = 0, b = 0, c = 0, d = 0] = relevance;
    expect(Math.min(a, c)).toBeGreaterThan(10 * Math.max(b, d));
  });

  it('has the slope of its kernel', () => {
    for (const s of [0.01, 0.5, 4]) {
      expect(maternSlope(s)).toBeCloseTo((matern(s + 1e-6) - matern(s - 1e-6)) / 2e-6, 6);
    }
    expect(matern(0)).toBe(1);
  });
});

describe('log expected improvement', () => {
  it('is the logarithm of the integral', () => {
    const [mean, deviation, best] = [0.3, 0.7, -0.2];
    let integral = 0;
    const steps = 20_000;
    for (let i = 0; i < steps; i++) {
      const y = best - ((i + 0.5) * 10) / steps;
      const density = Math.exp(-0.5 * ((y - mean) / deviation) ** 2) / (deviation * Math.sqrt(2 * Math.PI));
      integral += ((best - y) * density * 10) / steps;
    }
    expect(logExpectedImprovement(mean, deviation ** 2, best).value).toBeCloseTo(Math.log(integral), 6);
  });

  it('is finite and rising from where the improvement underflows to where it is sure, without a seam', () => {
    const at = [-1e8, -1e5, -10_001, -9_999, -50, -1.0001, -0.9999, 0, 5];
    const values = at.map(logImprovement);
    values.forEach((value, i) => {
      expect(Number.isFinite(value)).toBe(true);
      if (i > 0) expect(value).toBeGreaterThan(values[i - 1] ?? 0);
    });
    // Relative change across the seams by the derivative -z: 2 * 10^4 and 0.0002 * 1.
    expect((values[3] ?? 0) - (values[2] ?? 0)).toBeCloseTo(20_000, 0);
    expect((values[6] ?? 0) - (values[5] ?? 0)).toBeCloseTo(0.0002 * 1.905, 5);
    // mpmath, 50 digits.
    expect(logImprovement(-50)).toBeCloseTo(-1258.7441829, 5);
  });

  it('has the derivatives of its value', () => {
    for (const [mean, deviation, best] of [
      [0.3, 0.7, -0.2],
      [5, 0.1, 0],
    ] as const) {
      const value = (m: number, s: number) => logExpectedImprovement(m, s * s, best).value;
      const { byMean, byDeviation } = logExpectedImprovement(mean, deviation ** 2, best);
      const byM = (value(mean + 1e-6, deviation) - value(mean - 1e-6, deviation)) / 2e-6;
      const byS = (value(mean, deviation + 1e-7) - value(mean, deviation - 1e-7)) / 2e-7;
      expect(Math.abs(byMean / byM - 1)).toBeLessThan(1e-5);
      expect(Math.abs(byDeviation / byS - 1)).toBeLessThan(1e-5);
    }
  });
});

describe('normalised losses', () => {
  it('keep their order and have mean 0 and variance 1, whatever their size', () => {
    for (const losses of [
      [3, 1, 2, 10, 1e6],
      [1e300, -1e300, 0, 5],
      [1, 2, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
      [1e-200, 2e-200, 9e-200],
    ]) {
      const values = normaliseLosses(losses);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(mean).toBeCloseTo(0, 10);
      expect(values.reduce((sum, value) => sum + value * value, 0) / values.length).toBeCloseTo(1, 10);
      losses.forEach((a, i) => {
        losses.forEach((b, j) => {
          if (a < b) expect(values[i] ?? 0).toBeLessThanOrEqual(values[j] ?? 0);
        });
      });
    }
    expect([...normaliseLosses([2, 2])]).toEqual([0, 0]);
  });
});

describe('linear algebra', () => {
  it('factors and inverts', () => {
    const n = 6;
    const b = new Float64Array(n * n).map(() => stream.normal());
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        for (let k = 0; k < n; k++) a[i * n + j] = (a[i * n + j] ?? 0) + (b[i * n + k] ?? 0) * (b[j * n + k] ?? 0);
      }
    }
    const inverse = inverseOf(cholesky(a, n) ?? new Float64Array(), n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += (a[i * n + k] ?? 0) * (inverse[k * n + j] ?? 0);
        expect(sum).toBeCloseTo(i === j ? 1 : 0, 8);
      }
    }
    expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeUndefined();
  });

  it('minimises in a box, to the boundary where the minimum is outside', () => {
    const target = [0.3, 2, -1];
    const { x } = minimiseInBox(
      (point) => ({
        value: point.reduce((sum, v, i) => sum + 10 ** i * (v - (target[i] ?? 0)) ** 2, 0),
        gradient: point.map((v, i) => 2 * 10 ** i * (v - (target[i] ?? 0))),
      }),
      Float64Array.of(0.9, 0.1, 0.5),
      new Float64Array(3),
      new Float64Array(3).fill(1),
      60,
    );
    expect(x[0]).toBeCloseTo(0.3, 4);
    expect([x[1], x[2]]).toEqual([1, 0]);
  });
});

describe('gp', () => {
  function best(space: Space, loss: (parameters: Parameters) => number, count: number, seed: number) {
    const sampler = samplers.gp.create({});
    const trials: ObservedTrial[] = [];
    for (let number = 0; number < count; number++) {
      const parameters = sampler.suggest(space, trials, randomStream(seed, number), { seed }) ?? {};
      trials.push({ number, state: 'COMPLETE', parameters, losses: [loss(parameters)] });
    }
    return Math.min(...trials.map(({ losses }) => losses[0] ?? Number.NaN));
  }

  it('is at the bottom of a bowl after 25 trials', () => {
    const bowl = { x: float(-5, 5), y: float(-5, 5), z: float(-5, 5) };
    const loss = (p: Parameters) => (Number(p.x) - 1) ** 2 + (Number(p.y) + 2) ** 2 + (Number(p.z) - 0.3) ** 2;
    expect(best(bowl, loss, 25, 1)).toBeLessThan(0.01);
  });

  it('finds the best setting of a mixed space with conditions', () => {
    const mixed = {
      kind: choice(['a', 'b', 'c']),
      n: int(1, 12),
      x: float(1e-4, 1, { scale: 'log', when: { kind: 'b' } }),
    };
    const loss = ({ kind, n, x }: Parameters) =>
      (kind === 'b' ? (Math.log10(Number(x)) + 2) ** 2 / 4 : 0.5) + (Number(n) - 8) ** 2 / 20;
    expect(best(mixed, loss, 40, 2)).toBeLessThan(0.01);
  });

  it('keeps away from settings that are under way', () => {
    const line = { x: float(0, 1) };
    const finished = history(line, 12, ({ x }) => ({
      losses: [(Number(x) - 0.5) ** 2 + 0.1 * Math.sin(20 * Number(x))],
    }));
    const trials: ObservedTrial[] = [...finished];
    for (let i = 0; i < 4; i++) {
      const parameters = samplers.gp.create({}).suggest(line, trials, randomStream(1)) ?? {};
      trials.push({ number: trials.length, state: 'RUNNING', parameters, losses: [] });
    }
    const xs = trials.slice(12).map(({ parameters }) => Number(parameters.x));
    xs.forEach((x, i) => {
      for (const other of xs.slice(0, i)) expect(Math.abs(x - other)).toBeGreaterThan(1e-3);
    });
  });
});
