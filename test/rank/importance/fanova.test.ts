import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../pipeline/random/random-stream.js';
import { cellTable } from '../../../pipeline/rank/importance/fanova/cell-table.js';
import { growTree } from '../../../pipeline/rank/importance/fanova/grow-tree.js';
import { marginalEffects, totalVariance } from '../../../pipeline/rank/importance/fanova/marginal-effects.js';
import { pairEffects } from '../../../pipeline/rank/importance/fanova/pair-effects.js';
import { importance } from '../../../pipeline/rank/importance/importance.js';
import { type InteractionOptions, interactions } from '../../../pipeline/rank/importance/interactions.js';
import { drawParameters } from '../../../pipeline/search/samplers/random.js';
import { enumerateSpace } from '../../../pipeline/study/enumerate-space.js';
import { listValues } from '../../../pipeline/study/parameter-values.js';
import { choice, float, int, ordinal, type Space } from '../../../pipeline/study/space.js';
import type { Parameters } from '../../../pipeline/study/trial.js';
import { anySpace } from '../../study/any-space.js';
import { componentVariance, leavesAt, pointsOf, subsetsOf } from './brute-force.js';

type Loss = (hp: Record<string, number>) => number;

/** Choices in the losses below are numbers. */
const measure = (loss: Loss) => (params: Parameters) => ({
  params,
  values: [loss(params as Record<string, number>)],
});

const fullGrid = (space: Space, loss: Loss) => [...enumerateSpace(space)].map(measure(loss));

function sample(space: Space, n: number, loss: Loss, seed = 1) {
  const random = randomStream(seed, 'sample');
  return Array.from({ length: n }, () => drawParameters(space, random)).map(measure(loss));
}

const effectsOf = (space: Space, trials: Trials): Record<string, number> =>
  Object.fromEntries(
    importance(space, trials)[0]?.hyperparameters.map((one) => [one.hyperparameter, one.effect]) ?? [],
  );

type Trials = ReturnType<typeof sample>;

function pairsOf(space: Space, trials: Trials, options: InteractionOptions = { trees: 16 }): Record<string, number> {
  const pairs = interactions(space, trials, options)[0]?.pairs ?? [];
  return Object.fromEntries(pairs.map(({ hyperparameters, effect }) => [hyperparameters.join(), effect]));
}

function expectShares(found: Record<string, number>, expected: Record<string, number>, digits = 10) {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, share] of Object.entries(expected)) expect(found[name], name).toBeCloseTo(share, digits);
}

describe('fanova on a full grid gives the shares of the function itself', () => {
  it('a sum: a^2 Var x to b^2 Var y', () => {
    const space = { x: int(0, 9), y: int(0, 4), idle: int(1, 3) };
    const trials = fullGrid(space, ({ x = 0, y = 0 }) => 3 * x - 2 * y);
    // Var of 0 .. n-1 is (n^2 - 1) / 12.
    const [vx, vy] = [9 * (99 / 12), 4 * (24 / 12)];
    expectShares(effectsOf(space, trials), { x: vx / (vx + vy), y: vy / (vx + vy), idle: 0 });
    expectShares(pairsOf(space, trials), { 'x,y': 0, 'x,idle': 0, 'y,idle': 0 });
  });

  it('a product: what it has beside a sum is interaction', () => {
    const space = { x: int(0, 3), y: int(0, 3) };
    const trials = fullGrid(space, ({ x = 0, y = 0 }) => x * y);
    // E x = 3/2, Var x = 5/4: Var xy = (5/4 + 9/4)^2 - (9/4)^2, E[xy | x] = 3/2 x.
    const total = 3.5 ** 2 - 2.25 ** 2;
    const alone = (2.25 * 1.25) / total;
    expectShares(effectsOf(space, trials), { x: alone, y: alone });
    expectShares(pairsOf(space, trials), { 'x,y': 1.25 ** 2 / total });
  });

  it('hyperparameters that matter only together: no importance, all of it interaction', () => {
    const space = { a: choice([0, 1]), b: choice([0, 1]), c: int(0, 2) };
    const trials = fullGrid(space, ({ a = 0, b = 0 }) => (a + b) % 2);
    expect(importance(space, trials)[0]?.hyperparameters.map((one) => one.importance)).toEqual([0, 0, 0]);
    expectShares(pairsOf(space, trials), { 'a,b': 1, 'a,c': 0, 'b,c': 0 });
  });

  it('a choice by the values of its members, an ordinal by its places', () => {
    const space = { kind: choice([5, 0, 7, 1]), size: ordinal([1, 10, 1000]) };
    const trials = fullGrid(space, ({ kind = 0, size = 0 }) => kind + 4 * Math.log10(size));
    const varKind = (25 + 49 + 1) / 4 - (13 / 4) ** 2;
    const varSize = 16 * ((0 + 1 + 9) / 3 - (4 / 3) ** 2);
    const total = varKind + varSize;
    expectShares(effectsOf(space, trials), { kind: varKind / total, size: varSize / total });
  });

  it('an integer on a log scale by the share of the scale that each value has', () => {
    const space = { n: int(1, 8, { scale: 'log' }), x: int(0, 1) };
    const trials = fullGrid(space, ({ n = 0, x = 0 }) => n + x);
    const share = (n: number) => Math.log((n + 0.5) / (n - 0.5)) / Math.log(8.5 / 0.5);
    const moment = (power: number) => [1, 2, 3, 4, 5, 6, 7, 8].reduce((sum, n) => sum + share(n) * n ** power, 0);
    const varN = moment(2) - moment(1) ** 2;
    expectShares(effectsOf(space, trials), { n: varN / (varN + 0.25), x: 0.25 / (varN + 0.25) });
  });

  it('a conditional hyperparameter by its variance where it is active times how often that is', () => {
    const space = {
      optimizer: choice([0, 1, 2, 3]),
      momentum: int(0, 4, { when: { optimizer: 1 } }),
      nesterov: choice([0, 1], { when: { momentum: [3, 4] } }),
      x: int(0, 3),
    };
    const trials = fullGrid(
      space,
      ({ optimizer = 0, momentum = 2, nesterov = 0.5, x = 0 }) =>
        2 * optimizer + 3 * (momentum - 2) + 4 * (nesterov - 0.5) + x,
    );
    const parts = { optimizer: 4 * 1.25, momentum: (9 * 2) / 4, nesterov: (16 * 0.25 * 2) / (4 * 5), x: 1.25 };
    // By the law of total variance nothing is left for interactions.
    const total = Object.values(parts).reduce((sum, part) => sum + part, 0);
    expectShares(effectsOf(space, trials), Object.fromEntries(Object.entries(parts).map(([k, v]) => [k, v / total])));
    for (const effect of Object.values(pairsOf(space, trials))) expect(effect).toBe(0);
  });
});

describe('fanova on a random sample', () => {
  const unit = { x: float(0, 1), y: float(0, 1), z: float(0, 1), idle: float(0, 1) };

  it('a x + b y + c z: a^2 to b^2 to c^2', () => {
    const trials = sample(unit, 600, ({ x = 0, y = 0, z = 0 }) => 3 * x + 2 * y + z);
    expectShares(effectsOf(unit, trials), { x: 9 / 14, y: 4 / 14, z: 1 / 14, idle: 0 }, 1.3);
  });

  it('x y + z / 2: the interaction is 1/144', () => {
    const trials = sample(unit, 600, ({ x = 0, y = 0, z = 0 }) => x * y + z / 2);
    const total = 7 / 144 + 3 / 144;
    const alone = 3 / 144 / total;
    expectShares(effectsOf(unit, trials), { x: alone, y: alone, z: alone, idle: 0 }, 1.3);
    expect(pairsOf(unit, trials)['x,y']).toBeCloseTo(1 / 144 / total, 1.3);
  });

  it('is on the scale of the space: log rate is uniform', () => {
    const space = { rate: float(1e-5, 1e-1, { scale: 'log' }), x: float(0, 4) };
    const trials = sample(space, 500, ({ rate = 1, x = 0 }) => Math.log10(rate) + x);
    expectShares(effectsOf(space, trials), { rate: 0.5, x: 0.5 }, 1.3);
  });

  it('holds noise for interaction of all with all, not for importance of one', () => {
    const noise = randomStream(5, 'noise');
    const trials = sample(unit, 500, ({ x = 0 }) => 4 * x + noise.normal() * 0.5);
    const { x = 0, ...others } = effectsOf(unit, trials);
    expect(x).toBeGreaterThan(0.7);
    for (const effect of Object.values(others)) expect(effect).toBeLessThan(0.02);
  });
});

describe('the decomposition of a tree', () => {
  const smallSpace = anySpace({ continuous: false }).filter(
    (space) => Object.values(space).reduce((size, parameter) => size * listValues(parameter).length, 1) <= 120,
  );
  /** A tree that knows a few random settings of the space, some of them more than once. */
  const anyTree = fc
    .record({
      space: smallSpace,
      seed: fc.nat(),
      n: fc.integer({ min: 2, max: 40 }),
      depth: fc.integer({ min: 1, max: 8 }),
    })
    .map(({ space, seed, n, depth }) => {
      const random = randomStream(seed, 'data');
      const settings = Array.from({ length: n }, () => drawParameters(space, random));
      const losses = Float64Array.from(settings, () => random.normal());
      const { dimensions } = cellTable({ space, settings, losses });
      return { dimensions, leaves: growTree({ dimensions, losses }, randomStream(seed, 'tree'), depth) };
    });

  it('has leaves that cover every point once, with volumes that sum to 1', () => {
    fc.assert(
      fc.property(anyTree, ({ dimensions, leaves }) => {
        for (const point of pointsOf(dimensions)) expect(leavesAt(leaves, point)).toHaveLength(1);
        expect(leaves.reduce((sum, { volume }) => sum + volume, 0)).toBeCloseTo(1, 12);
      }),
      { numRuns: 40 },
    );
  });

  it('gives what the definition gives, point by point', () => {
    fc.assert(
      fc.property(anyTree, ({ dimensions, leaves }) => {
        const byDefinition = (subset: readonly number[]) => componentVariance(leaves, dimensions, subset);
        marginalEffects(leaves, dimensions).forEach((effect, d) => {
          expect(effect).toBeCloseTo(byDefinition([d]), 10);
        });
        const pairs = dimensions.flatMap((_, p) => dimensions.slice(p + 1).map((_, i) => [p, p + 1 + i]));
        pairEffects(leaves, dimensions).forEach((effect, i) => {
          expect(effect).toBeCloseTo(byDefinition(pairs[i] ?? []), 10);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('the variances of all subsets sum to the variance of the tree', () => {
    const space = { a: int(0, 4), b: choice(['p', 'q', 'r', 's']), c: float(0, 1, { step: 0.25 }) };
    const random = randomStream(11, 'data');
    const settings = Array.from({ length: 30 }, () => drawParameters(space, random));
    const losses = Float64Array.from(settings, () => random.normal());
    const { dimensions } = cellTable({ space, settings, losses });
    for (let tree = 0; tree < 5; tree++) {
      const leaves = growTree({ dimensions, losses }, randomStream(tree), 64);
      const sum = [...marginalEffects(leaves, dimensions), ...pairEffects(leaves, dimensions)].reduce((a, b) => a + b);
      const triple = componentVariance(leaves, dimensions, [0, 1, 2]);
      expect(sum + triple).toBeCloseTo(totalVariance(leaves), 12);
      expect(subsetsOf([0, 1, 2]).filter(({ length }) => length > 0)).toHaveLength(7);
      expect(triple).toBeGreaterThan(0);
    }
  });

  it('of two hyperparameters: two effects and one interaction are the whole', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 4, max: 60 }), (seed, n) => {
        const space = { x: float(0, 1), kind: choice(['p', 'q', 'r']) };
        const random = randomStream(seed, 'data');
        const trials = Array.from({ length: n }, () => ({
          params: drawParameters(space, random),
          values: [random.normal()],
        }));
        // Of the same trees: both defaults.
        const shares = [...Object.values(effectsOf(space, trials)), ...Object.values(pairsOf(space, trials, {}))];
        expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 10);
      }),
      { numRuns: 20 },
    );
  });
});
