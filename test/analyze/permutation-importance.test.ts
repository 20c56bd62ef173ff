import { describe, expect, it } from 'vitest';
import { permutationImportance } from '../../pipeline/analyze/permutation-importance.js';
import { randomStream } from '../../pipeline/random/random-stream.js';

const rows = 2000;
const weights = [3, -1, 0];
const random = randomStream('features');
const x = Float32Array.from({ length: 3 * rows }, () => random.normal());

/** A linear function of independent normal features. */
const predict = async (given: Float32Array) =>
  Float32Array.from({ length: given.length / 3 }, (_, row) =>
    weights.reduce((sum, weight, column) => sum + weight * (given[3 * row + column] ?? Number.NaN), 0),
  );
const truth = await predict(x);

function variance(column: number): number {
  const values = x.filter((_, i) => i % 3 === column);
  const mean = values.reduce((sum, value) => sum + value / rows, 0);
  return values.reduce((sum, value) => sum + (value - mean) ** 2 / rows, 0);
}

/** Less the mean squared error, which for this function has a closed form. */
const score = (outputs: Float32Array) =>
  -outputs.reduce((sum, output, row) => sum + (output - (truth[row] ?? Number.NaN)) ** 2, 0) / outputs.length;

describe('importance of features by permutation', () => {
  const request = { x, names: ['strong', 'weak', 'none'], repeats: 10, seed: 4, predict, score };

  it('is twice the variance that a feature gives a linear function', async () => {
    const { baseline, features } = await permutationImportance(request);
    expect(baseline).toBeCloseTo(0, 12);
    expect(features.map(({ name }) => name)).toEqual(['strong', 'weak', 'none']);
    // E (w x - w x')^2 = 2 w^2 var(x) with x' a shuffled copy. A mean over 2,000 rows and ten repeats is one in a hundred off.
    for (const column of [0, 1]) {
      const expected = 2 * (weights[column] ?? 0) ** 2 * variance(column);
      expect(Math.abs((features[column]?.drop ?? 0) / expected - 1)).toBeLessThan(0.04);
    }
    expect(features[2]).toEqual({ name: 'none', drop: 0, spread: 0 });
    // The spread is of the order of the drop by the root of the rows.
    expect(features[0]?.spread).toBeGreaterThan(0.05);
    expect(features[0]?.spread).toBeLessThan(2);
  });

  it('is the same for the same seed, another for another', async () => {
    const [first, again] = [await permutationImportance(request), await permutationImportance(request)];
    expect(again).toEqual(first);
    expect((await permutationImportance({ ...request, seed: 5 })).features[0]?.drop).not.toBe(first.features[0]?.drop);
  });

  it('shuffles one column over the rows, and leaves the others as they are', async () => {
    const given: Float32Array[] = [];
    await permutationImportance({
      ...request,
      x: Float32Array.of(1, 10, 2, 20, 3, 30, 4, 40),
      names: ['a', 'b'],
      repeats: 3,
      predict: async (values) => {
        given.push(values);
        return new Float32Array(values.length / 2);
      },
      score: () => 0,
    });
    const columns = given.map((values) => [0, 1].map((column) => values.filter((_, i) => i % 2 === column)));
    expect(given.map(({ length }) => length)).toEqual([8, 24, 24]);
    for (let repeat = 0; repeat < 3; repeat++) {
      const part = (column: Float32Array | undefined) => [...(column?.subarray(4 * repeat, 4 * repeat + 4) ?? [])];
      expect(part(columns[1]?.[0]).sort()).toEqual([1, 2, 3, 4]);
      expect(part(columns[1]?.[1])).toEqual([10, 20, 30, 40]);
      expect(part(columns[2]?.[0])).toEqual([1, 2, 3, 4]);
      expect(part(columns[2]?.[1]).sort()).toEqual([10, 20, 30, 40]);
    }
    expect([...(columns[1]?.[0] ?? [])]).not.toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]);
  });
});
