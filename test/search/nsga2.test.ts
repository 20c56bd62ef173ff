import { describe, expect, it } from 'vitest';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { nonDominatedRanks } from '../../pipeline/rank/non-dominated-ranks.js';
import type { ObservedTrial } from '../../pipeline/search/observed-trial.js';
import { peelFronts } from '../../pipeline/search/ordering/peel-fronts.js';
import { samplers } from '../../pipeline/search/samplers/registry.js';
import { float, type Space } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';

const space: Space = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`x${i}`, float(0, 1)]));

/** ZDT1 (Zitzler, Deb and Thiele 2000): the front is f2 = 1 - sqrt(f1), where all but the first variable are 0. */
function zdt1(parameters: Parameters): readonly [number, number] {
  const [first = 0, ...rest] = Object.values(parameters).map(Number);
  const g = 1 + (9 * rest.reduce((sum, x) => sum + x, 0)) / rest.length;
  return [first, g * (1 - Math.sqrt(first / g))];
}

/** Area dominated by `points` below the reference point. */
function hypervolume(points: readonly (readonly number[])[], reference: readonly [number, number]): number {
  let area = 0;
  let lowest = reference[1];
  for (const [x = 0, y = 0] of [...points].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))) {
    if (x >= reference[0] || y >= lowest) continue;
    area += (reference[0] - x) * (lowest - y);
    lowest = y;
  }
  return area;
}

function study(
  name: 'nsga2' | 'tpe' | 'gp' | 'random',
  seed: number,
  count: number,
  violation?: (p: Parameters) => number,
) {
  const sampler = samplers[name].create({});
  const trials: ObservedTrial[] = [];
  for (let number = 0; number < count; number++) {
    const parameters = sampler.suggest(space, trials, randomStream(seed, number), { seed, objectives: 2 }) ?? {};
    trials.push({
      number,
      state: 'COMPLETE',
      parameters,
      losses: zdt1(parameters),
      ...(violation && { violations: [violation(parameters)] }),
    });
  }
  return trials;
}

const volume = (trials: readonly ObservedTrial[]) =>
  hypervolume(
    trials.map(({ losses }) => losses),
    [1.1, 6],
  );

describe('several objectives', () => {
  it.each([1, 2])('nsga2 and tpe dominate far more of ZDT1 than random search (seed %i)', (seed) => {
    const random = volume(study('random', seed, 200));
    // The best possible is 1.1 * 6 - 1/3 - small change = 6.2.
    expect(volume(study('nsga2', seed, 200))).toBeGreaterThan(random + 0.5);
    expect(volume(study('tpe', seed, 200))).toBeGreaterThan(random + 0.2);
  });

  it('gp comes near the front of ZDT1 in 50 trials', () => {
    expect(volume(study('gp', 1, 50))).toBeGreaterThan(5.8);
  });

  it('nsga2 ends among settings that meet a constraint', () => {
    const trials = study('nsga2', 3, 150, ({ x0 }) => Math.max(0, 0.5 - Number(x0)));
    const late = trials.slice(100).filter(({ violations = [] }) => violations[0] === 0);
    expect(late.length).toBeGreaterThan(35);
  });
});

describe('fronts', () => {
  it('are those of the ranking', () => {
    const stream = randomStream(5);
    const losses = Array.from({ length: 120 }, () => [stream.below(12), stream.below(12), stream.below(6)]);
    const ranks = nonDominatedRanks(losses);
    const expected = [...new Set(ranks)]
      .sort((a, b) => a - b)
      .map((rank) => ranks.flatMap((other, index) => (other === rank ? [index] : [])));
    expect(peelFronts(losses).map((front) => [...front].sort((a, b) => a - b))).toEqual(expected);
    expect(peelFronts(losses, 10).flat().length).toBeGreaterThanOrEqual(10);
  });
});
