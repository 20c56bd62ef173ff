import { describe, expect, it } from 'vitest';
import { randomStream } from '../../pipeline/random/random-stream.js';
import type { ObservedTrial } from '../../pipeline/search/observed-trial.js';
import { beginEvolution, constantsFor } from '../../pipeline/search/samplers/cma-es/evolution.js';
import { withMargin } from '../../pipeline/search/samplers/cma-es/margin.js';
import { samplers } from '../../pipeline/search/samplers/registry.js';
import { normalCdf } from '../../pipeline/search/statistics/normal-distribution.js';
import { symmetricEigen } from '../../pipeline/search/statistics/symmetric-eigen.js';
import { float, int, type Space } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';

function minimise(space: Space, loss: (x: readonly number[]) => number, count: number, seed: number) {
  const sampler = samplers['cma-es'].create({});
  const trials: ObservedTrial[] = [];
  for (let number = 0; number < count; number++) {
    const parameters: Parameters = sampler.suggest(space, trials, randomStream(seed, number), { seed }) ?? {};
    trials.push({ number, state: 'COMPLETE', parameters, losses: [loss(Object.values(parameters).map(Number))] });
  }
  return Math.min(...trials.map(({ losses }) => losses[0] ?? Number.NaN));
}

const box = (count: number): Space =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`x${i}`, float(-3, 3)]));
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe('cma-es', () => {
  it.each([1, 2])('converges on the sphere (seed %i)', (seed) => {
    expect(minimise(box(5), (x) => sum(x.map((v) => (v - 0.7) ** 2)), 450, seed)).toBeLessThan(1e-3);
  });

  it.each([1, 2])('converges on an ellipsoid with condition number 10^4 (seed %i)', (seed) => {
    expect(minimise(box(4), (x) => sum(x.map((v, i) => 10 ** ((4 * i) / 3) * (v + 0.4) ** 2)), 900, seed)).toBeLessThan(
      1e-2,
    );
  });

  it.each([1, 2])("converges in Rosenbrock's valley (seed %i)", (seed) => {
    const rosenbrock = ([a = 0, b = 0, c = 0]: readonly number[]) =>
      100 * (b - a * a) ** 2 + (1 - a) ** 2 + 100 * (c - b * b) ** 2 + (1 - b) ** 2;
    expect(minimise(box(3), rosenbrock, 600, seed)).toBeLessThan(0.02);
  });

  it.each([1, 2])('finds the best integers beside a continuous hyperparameter (seed %i)', (seed) => {
    const space = { x: float(-3, 3), n: int(0, 40), m: int(1, 4) };
    const best = minimise(
      space,
      ([x = 0, n = 0, m = 0]) => (x - 1) ** 2 + (n - 29) ** 2 / 10 + (m - 3) ** 2,
      400,
      seed,
    );
    expect(best).toBeLessThan(1e-4);
  });

  it('has the weights and rates of the tutorial for n = 10', () => {
    const { weights, muEff, cSigma, c1, cMu } = constantsFor(10, 10);
    expect(sum([...weights])).toBeCloseTo(1, 14);
    expect(weights).toHaveLength(5);
    // pycma: CMAParameters(10) without negative weights.
    expect(muEff).toBeCloseTo(3.167299, 5);
    expect(cSigma).toBeCloseTo((muEff + 2) / (muEff + 15), 14);
    expect(c1 + cMu).toBeLessThan(0.1);
  });

  it('leaves the neighbouring cells the probability of the margin', () => {
    const narrow = { ...beginEvolution(Float64Array.of(0.5), 1e-4, 10), sigma: 1e-4 };
    const { mean, stretch } = withMargin(narrow, [Float64Array.of(0.2, 0.4, 0.6, 0.8)]);
    const spread = 1e-4 * (stretch[0] ?? 0);
    const outside = normalCdf((0.4 - (mean[0] ?? 0)) / spread) + normalCdf(((mean[0] ?? 0) - 0.6) / spread);
    expect(outside).toBeCloseTo(0.1, 6);
    const edge = withMargin({ ...narrow, mean: Float64Array.of(0.05) }, [Float64Array.of(0.2, 0.4)]);
    expect(normalCdf(((edge.mean[0] ?? 0) - 0.2) / 1e-4)).toBeCloseTo(0.1, 6);
  });
});

describe('eigenvalues of a symmetric matrix', () => {
  it('reproduce the matrix', () => {
    const stream = randomStream(2);
    const n = 7;
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = stream.normal();
    const { values, vectors } = symmetricEigen(a, n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let product = 0;
        let inner = 0;
        for (let k = 0; k < n; k++) {
          product += (vectors[i * n + k] ?? 0) * (values[k] ?? 0) * (vectors[j * n + k] ?? 0);
          inner += (vectors[k * n + i] ?? 0) * (vectors[k * n + j] ?? 0);
        }
        expect(product).toBeCloseTo(a[i * n + j] ?? 0, 12);
        expect(inner).toBeCloseTo(i === j ? 1 : 0, 12);
      }
    }
  });
});
