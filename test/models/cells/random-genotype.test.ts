import { expect, test } from 'vitest';
import { parseGenotype } from '../../../models/cells/parse-genotype.js';
import { randomGenotype, skipsOf } from '../../../models/cells/random-genotype.js';
import { ModelError } from '../../../pipeline/errors.js';

test('follows from its seed, and has two edges from different places into every node', () => {
  const space = { nodes: 4 };
  expect(randomGenotype(1, space)).toEqual(randomGenotype(1, space));
  expect(randomGenotype(1, space)).not.toEqual(randomGenotype(2, space));
  for (let seed = 0; seed < 50; seed++) {
    const genotype = parseGenotype(randomGenotype(seed, space), 'genotype');
    for (const kind of ['normal', 'reduction'] as const) {
      expect(genotype[kind].nodes).toHaveLength(4);
      for (const edges of genotype[kind].nodes) expect(new Set(edges.map(({ from }) => from)).size).toBe(2);
    }
  }
});

test('all cells of a small space are equally likely', () => {
  // Two nodes, two operators: 2^2 for the first, 3 pairs of inputs times 2^2 for the second. Of these 48, one operator
  // being skip, those with at most one skip: none, or one of four edges, for each of the 3 pairs of inputs.
  const cells = 3 * (1 + 4);
  const counts = new Map<string, number>();
  const draws = 3000;
  for (let seed = 0; seed < draws; seed++) {
    const { normal } = randomGenotype(seed, { nodes: 2, operators: ['skip', 'separable3x3', 'zero'], skipLimit: 1 });
    expect(skipsOf(normal)).toBeLessThanOrEqual(1);
    const key = JSON.stringify(normal);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  expect(counts.size).toBe(cells);
  const expected = draws / cells;
  const statistic = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // Chi-square with 14 degrees of freedom: 36.1 is exceeded once in a thousand.
  expect(statistic).toBeLessThan(36.1);
});

test.each<[object, RegExp]>([
  [{ nodes: 0 }, /`randomGenotype.nodes` must be an integer >= 1, got 0/],
  [{ nodes: 2, operators: ['zero'] }, /`randomGenotype.operators` has none but `zero`/],
  [{ nodes: 2, skipLimit: -1 }, /`randomGenotype.skipLimit` must be >= 0, got -1/],
  [{ nodes: 2, operators: ['skip'], skipLimit: 3 }, /`randomGenotype.skipLimit` must be >= 4, got 3/],
])('%j is refused', (space, message) => {
  expect(() => randomGenotype(1, { nodes: 2, ...space })).toThrow(ModelError);
  expect(() => randomGenotype(1, { nodes: 2, ...space })).toThrow(message);
});
