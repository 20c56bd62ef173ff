import '../../train/on-cpu.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellEdges } from '../../../models/cells/cell-edges.js';
import type { EdgeShape } from '../../../models/cells/edge-operators.js';
import { type OperatorName, operatorNames } from '../../../models/cells/operators.js';
import { cellNet, randomGenotype } from '../../../models/index.js';
import { cellShapes } from '../../../pipeline/search-architecture/latency/cell-shapes.js';
import {
  edgeLatencies,
  expectedLatency,
  expectedLatencyGradient,
  genotypeLatency,
} from '../../../pipeline/search-architecture/latency/expected-latency.js';
import { kendallTau } from '../../../pipeline/search-architecture/latency/kendall-tau.js';

/** Any numbers that tell all operators and all shapes apart. */
const latencyOf = (operator: OperatorName, { height, width, channels, strides }: EdgeShape): number =>
  operator === 'zero' ? 0 : Math.log(2 + operatorNames.indexOf(operator)) * (height * width + channels / strides);

const size = { height: 13, width: 10, cells: 5, channels: 4 };
const everywhere = (names: readonly OperatorName[], nodes: number) => {
  const rows = cellEdges(nodes).map(() => names);
  return { normal: rows, reduction: rows };
};

test('the shapes of cells are those of the network', () => {
  const genotype = randomGenotype(1, { nodes: 2 });
  const { cells, channels } = size;
  const task = { kind: 'classification', inputShape: [13, 10, 3], classes: ['a', 'b'] } as const;
  const model = cellNet({ ...task, genotype, cells, channels });
  const outputs = model.layers.filter((layer) => layer.getClassName() === 'Concatenate').map((l) => l.outputShape);
  const shapes = cellShapes(size);
  expect(outputs).toEqual(
    shapes.map(({ fromNodes: { height, width, channels: own } }) => [null, height, width, 2 * own]),
  );
  expect(shapes.map(({ fromInputs }) => [fromInputs.height, fromInputs.strides])).toEqual([
    [13, 1],
    [13, 2],
    [7, 1],
    [7, 2],
    [4, 1],
  ]);
});

test('a certain architecture is expected to take what its genotype takes', () => {
  const names = operatorNames;
  const latencies = edgeLatencies(size, everywhere(names, 3), latencyOf);
  for (let seed = 0; seed < 5; seed++) {
    const genotype = randomGenotype(seed, { nodes: 3 });
    const certain = (kind: 'normal' | 'reduction') =>
      cellEdges(3).map(({ node, from }) => {
        const edge = genotype[kind].nodes[node]?.find((other) => other.from === from);
        return names.map((name) => (name === (edge?.operator ?? 'zero') ? 1 : 0));
      });
    const expected = expectedLatency({ normal: certain('normal'), reduction: certain('reduction') }, latencies);
    expect(expected).toBeCloseTo(genotypeLatency(genotype, size, latencyOf), 8);
  }
});

const softmax = (alpha: readonly number[]) => {
  const powers = alpha.map(Math.exp);
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
};

test('it is the mean over all architectures, and its gradient that of finite differences', () => {
  const names = ['separable3x3', 'skip', 'maxPool3x3'] as const;
  const latencies = edgeLatencies(size, everywhere(names, 1), latencyOf);
  const number = fc.double({ min: -2, max: 2, noNaN: true });
  const edge = fc.tuple(number, number, number);
  fc.assert(
    fc.property(fc.tuple(edge, edge), fc.tuple(edge, edge), (normal, reduction) => {
      const at = (rows: readonly (readonly number[])[]) => ({
        normal: rows.map(softmax),
        reduction: reduction.map(softmax),
      });
      const p = at(normal);
      const rows = [...p.normal, ...p.reduction];
      const costs = [...latencies.normal, ...latencies.reduction];
      let mean = 0;
      for (let code = 0; code < 3 ** 4; code++) {
        const chosen = rows.map((_, i) => Math.floor(code / 3 ** i) % 3);
        const probability = chosen.reduce((product, k, i) => product * (rows[i]?.[k] ?? Number.NaN), 1);
        mean += probability * chosen.reduce((sum, k, i) => sum + (costs[i]?.[k] ?? Number.NaN), 0);
      }
      expect(expectedLatency(p, latencies)).toBeCloseTo(mean, 6);
      const gradient = expectedLatencyGradient(p, latencies).normal;
      for (const [i, alphas] of normal.entries()) {
        for (const [k, alpha] of alphas.entries()) {
          const moved = (by: number) =>
            expectedLatency(at(normal.with(i, alphas.with(k, alpha + by) as never)), latencies);
          expect(gradient[i]?.[k]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 3);
        }
      }
    }),
    { numRuns: 20 },
  );
});

test('Kendall’s tau', () => {
  // Of 10 pairs 7 concordant and 3 discordant.
  expect(kendallTau([1, 2, 3, 4, 5], [3, 1, 2, 5, 4])).toBeCloseTo(0.4, 12);
  // One tie in x, none in y: 4 of 5 untied pairs concordant, 1 discordant, of 6 pairs.
  expect(kendallTau([1, 1, 2, 3], [1, 2, 4, 3])).toBeCloseTo(3 / Math.sqrt(5 * 6), 12);
  expect(kendallTau([1, 1], [1, 2])).toBeNaN();
  const distinct = fc.uniqueArray(fc.integer(), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(distinct, (x) => {
      expect(kendallTau(x, x)).toBeCloseTo(1, 12);
      expect(
        kendallTau(
          x,
          x.map((value) => -value),
        ),
      ).toBeCloseTo(-1, 12);
    }),
  );
});
