import { beforeAll, expect, test } from 'vitest';
import type { OperatorName } from '../../models/cells/operators.js';
import { type Supernet, supernet } from '../../models/cells/supernet.js';
import { openEngine } from '../../pipeline/compiler/open-engine.js';
import { byKind } from '../../pipeline/search-architecture/architecture-parameters.js';
import { transferWeights } from '../../pipeline/search-architecture/transfer-weights.js';
import { stripes } from './small-search.js';

beforeAll(async () => {
  await (await openEngine('cpu')).activate();
});

const { task } = stripes(4);
const build = (cells: number, names: readonly OperatorName[]): Supernet =>
  supernet(task, { cells, channels: 2, nodes: 1, candidates: byKind(() => [names, names]) });

const valuesOf = (network: Supernet, name: string): readonly number[] =>
  Array.from(network.weights.get(name)?.read().dataSync() ?? []);

test('a deeper supernet begins with what the one before has learned', async () => {
  // 5 cells: N R N R N; 9 cells: N N N R N N R N N.
  const before = build(5, ['separable3x3', 'dilated3x3', 'skip']);
  const after = build(9, ['dilated3x3', 'skip']);
  const drawn = valuesOf(after, 'normal0.1/input1/0');
  await transferWeights(before, after);

  for (const name of ['stem/0', 'output/0', 'reduction0.0/input1/0', 'normal2.0/input0/0']) {
    expect(valuesOf(after, name), name).toEqual(valuesOf(before, name));
  }
  // A cell that is new is like the last of its part; where its inputs are of another size, they are as drawn.
  expect(valuesOf(after, 'normal2.1/input1/0')).toEqual(valuesOf(before, 'normal2.0/input1/0'));
  expect(valuesOf(after, 'normal0.1/input1/0')).toEqual(drawn);
  const [source] = before.edges.filter(({ weights }) => weights === before.weights.get('normal2.0/edge1'));
  const range = source?.operators.ranges[1] ?? { from: 0, size: 0 };
  expect(range.size).toBeGreaterThan(0);
  const kept = valuesOf(before, 'normal2.0/edge1').slice(range.from, range.from + range.size);
  for (const name of ['normal2.0/edge1', 'normal2.1/edge1']) expect(valuesOf(after, name), name).toEqual(kept);
});
