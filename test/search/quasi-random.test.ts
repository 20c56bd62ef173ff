import { describe, expect, it } from 'vitest';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { haltonPoints, radicalInverse } from '../../pipeline/search/samplers/halton.js';
import { samplers } from '../../pipeline/search/samplers/registry.js';
import { sobolPoints } from '../../pipeline/search/samplers/sobol/sampler.js';
import { float } from '../../pipeline/study/space.js';

const points = (point: (index: number, dimension: number) => number, count: number, dimensions: number) =>
  Array.from({ length: count }, (_, index) => Array.from({ length: dimensions }, (_, d) => point(index, d)));

/** Square of the centred L2 discrepancy (Hickernell 1998, equation 5.1c). */
function centredDiscrepancy(cloud: readonly (readonly number[])[]): number {
  const n = cloud.length;
  const s = cloud[0]?.length ?? 0;
  const far = cloud.map((x) => x.map((value) => Math.abs(value - 0.5)));
  let single = 0;
  let pairs = 0;
  far.forEach((a, i) => {
    single += a.reduce((product, z) => product * (1 + z / 2 - (z * z) / 2), 1);
    far.forEach((b, j) => {
      let product = 1;
      for (let d = 0; d < s; d++)
        product *= 1 + (a[d] ?? 0) / 2 + (b[d] ?? 0) / 2 - Math.abs((cloud[i]?.[d] ?? 0) - (cloud[j]?.[d] ?? 0)) / 2;
      pairs += product;
    });
  });
  return (13 / 12) ** s - (2 / n) * single + pairs / (n * n);
}

const uniform = (seed: number) => {
  const stream = randomStream(seed);
  return () => stream.uniform();
};

describe('sobol', () => {
  it('starts as published: scipy.stats.qmc.Sobol(5, scramble=False).random(8)', () => {
    expect(points(sobolPoints(undefined), 8, 5)).toEqual([
      [0, 0, 0, 0, 0],
      [0.5, 0.5, 0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25, 0.25, 0.75],
      [0.25, 0.75, 0.75, 0.75, 0.25],
      [0.375, 0.375, 0.625, 0.875, 0.375],
      [0.875, 0.875, 0.125, 0.375, 0.875],
      [0.625, 0.125, 0.875, 0.625, 0.625],
      [0.125, 0.625, 0.375, 0.125, 0.125],
    ]);
  });

  it.each([undefined, 1, 2, 3])('puts one of 2^m points into each of 2^m intervals of every axis (seed %s)', (seed) => {
    const point = sobolPoints(seed);
    for (const dimension of [0, 1, 2, 17, 63, 127]) {
      const cells = Array.from({ length: 64 }, (_, index) => Math.floor(point(index, dimension) * 64));
      expect(new Set(cells).size).toBe(64);
    }
  });

  it.each([1, 2])(
    'is a (0, m, 2)-net in its first two dimensions: one point in every elementary box (seed %i)',
    (seed) => {
      const cloud = points(sobolPoints(seed), 64, 2);
      for (let bits = 0; bits <= 6; bits++) {
        const boxes = cloud.map(([x = 0, y = 0]) => `${Math.floor(x * 2 ** bits)} ${Math.floor(y * 2 ** (6 - bits))}`);
        expect(new Set(boxes).size).toBe(64);
      }
    },
  );

  it.each([1, 2, 3])('has a far lower discrepancy than random points (seed %i)', (seed) => {
    const scrambled = centredDiscrepancy(points(sobolPoints(seed), 256, 6));
    expect(scrambled).toBeLessThan(centredDiscrepancy(points(uniform(seed), 256, 6)) / 5);
  });

  it('scrambles each seed its own way, uniformly', () => {
    const first = Array.from({ length: 2000 }, (_, seed) => sobolPoints(seed)(0, 3));
    const mean = first.reduce((sum, x) => sum + x, 0) / first.length;
    // Standard error of the mean of a uniform sample: sqrt(1 / 12 / 2000) = 0.0065.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.026);
    expect(new Set(first).size).toBe(2000);
  });
});

describe('halton', () => {
  it('mirrors the digits of the index at the point', () => {
    expect([0, 1, 2, 3, 4, 5, 6].map((n) => radicalInverse(n, 2))).toEqual([0, 0.5, 0.25, 0.75, 0.125, 0.625, 0.375]);
    const inThirds = [0, 1, 2, 3, 4].map((n) => radicalInverse(n, 3) * 9);
    for (const [i, ninths] of [0, 3, 6, 1, 4].entries()) expect(inThirds[i]).toBeCloseTo(ninths, 12);
    expect(haltonPoints(undefined)(6, 2)).toBeCloseTo(1 / 5 + 1 / 25, 12);
  });

  it.each([1, 2, 3])('puts one of b^k points into each of b^k intervals, scrambled or not (seed %i)', (seed) => {
    for (const [dimension, cells] of [2 ** 6, 3 ** 4, 5 ** 2, 7 ** 2].entries()) {
      for (const point of [haltonPoints(undefined), haltonPoints(seed)]) {
        const found = Array.from({ length: cells }, (_, n) => Math.floor(point(n, dimension) * cells + 1e-9));
        expect(new Set(found).size).toBe(cells);
      }
    }
  });

  it.each([1, 2, 3])('has a lower discrepancy than random points (seed %i)', (seed) => {
    const scrambled = centredDiscrepancy(points(haltonPoints(seed), 256, 6));
    expect(scrambled).toBeLessThan(centredDiscrepancy(points(uniform(seed), 256, 6)) / 3);
  });
});

describe.each(['sobol', 'halton'] as const)('%s as a sampler', (name) => {
  it('has the same sequence in all trials of a seed, another in every seed', () => {
    const space = { x: float(0, 1), y: float(0, 1) };
    const cloud = (seed: number) =>
      Array.from({ length: 16 }, (_, number) => {
        const earlier = Array.from({ length: number }, (_, n) => ({
          number: n,
          state: 'RUNNING' as const,
          parameters: {},
          losses: [],
        }));
        const suggestion = samplers[name].create({}).suggest(space, earlier, randomStream(seed, number), { seed });
        return [Number(suggestion?.x), Number(suggestion?.y)];
      });
    expect(new Set(cloud(1).map(([x = 0]) => Math.floor(x * 16))).size).toBe(16);
    expect(cloud(1)).toEqual(cloud(1));
    expect(cloud(1)).not.toEqual(cloud(2));
  });
});
