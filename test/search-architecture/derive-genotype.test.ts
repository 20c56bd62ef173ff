import { expect, test } from 'vitest';
import type { OperatorName } from '../../models/cells/operators.js';
import { byKind } from '../../pipeline/search-architecture/architecture-parameters.js';
import { deriveGenotype } from '../../pipeline/search-architecture/derive-genotype.js';
import { operatorProbabilities } from '../../pipeline/search-architecture/sampler/distribution.js';
import { shrinkCandidates } from '../../pipeline/search-architecture/shrink-candidates.js';

const names: readonly OperatorName[] = ['separable3x3', 'maxPool3x3', 'skip', 'zero'];
const logs = (...rows: readonly (readonly number[])[]) => rows.map((row) => row.map(Math.log));

/** Two nodes: edges 0 and 1 lead to the first, 2, 3 and 4 to the second. */
const alphas = logs(
  [0.1, 0.2, 0.6, 0.1],
  [0.3, 0.1, 0.2, 0.4],
  [0.05, 0.15, 0.1, 0.7],
  [0.1, 0.1, 0.5, 0.3],
  [0.2, 0.1, 0.4, 0.3],
);
const candidates = byKind(() => alphas.map(() => names));
const derived = (skipLimit: number) =>
  deriveGenotype(
    candidates,
    byKind(() => alphas),
    2,
    skipLimit,
  );

test('each node keeps its two strongest edges with their best operator other than zero', () => {
  expect(derived(3).normal.nodes).toEqual([
    [
      { from: 0, operator: 'skip' },
      { from: 1, operator: 'separable3x3' },
    ],
    [
      { from: 1, operator: 'skip' },
      { from: 2, operator: 'skip' },
    ],
  ]);
});

test('beyond the limit the weakest skip connection becomes another operator, or its edge goes', () => {
  // 0.4 goes first: what the edge is otherwise, 0.2, is still more than the 0.15 of the edge left out.
  expect(derived(2).normal.nodes[1]).toEqual([
    { from: 1, operator: 'skip' },
    { from: 2, operator: 'separable3x3' },
  ]);
  // Then 0.5: with 0.1 instead the edge is weaker than the one left out before.
  expect(derived(1).normal.nodes[1]).toEqual([
    { from: 0, operator: 'maxPool3x3' },
    { from: 2, operator: 'separable3x3' },
  ]);
  expect(derived(0).normal.nodes[0]).toEqual([
    { from: 0, operator: 'maxPool3x3' },
    { from: 1, operator: 'separable3x3' },
  ]);
  expect(derived(0).reduction).toEqual(derived(4).normal);
});

test('a node that has nothing but skip connections keeps them', () => {
  const only = byKind(() => [['skip', 'zero'] as const, ['skip', 'zero'] as const]);
  const genotype = deriveGenotype(
    only,
    byKind(() => logs([0.5, 0.5], [0.4, 0.6])),
    1,
    0,
  );
  expect(genotype.normal.nodes).toEqual([[{ from: 0, operator: 'skip' }]]);
});

test('the least probable operators are dropped, the odds of the others stay', () => {
  const shrunk = shrinkCandidates(
    candidates,
    byKind(() => alphas),
    2,
  );
  expect(shrunk.candidates.normal).toEqual([
    ['maxPool3x3', 'skip'],
    ['separable3x3', 'zero'],
    ['maxPool3x3', 'zero'],
    ['skip', 'zero'],
    ['skip', 'zero'],
  ]);
  expect(operatorProbabilities(shrunk.alphas.normal[0] ?? [])).toEqual([expect.closeTo(0.25), expect.closeTo(0.75)]);
  // Of equal ones the first.
  const alike = byKind(() => logs([0.25, 0.25, 0.25, 0.25]));
  expect(
    shrinkCandidates(
      byKind(() => [names]),
      alike,
      3,
    ).candidates.normal,
  ).toEqual([names.slice(0, 3)]);
});
