import { describe, expect, it } from 'vitest';
import type { SessionOptions } from '../../pipeline/benchmark/timed-session.js';
import { chooseOptions } from '../../pipeline/tune-session/choose-options.js';
import { syntheticSession } from './synthetic-session.js';

const effort = 4;
const runs = 400;

/** What is chosen of candidates with these true costs beside defaults of 1, by index, in so many tunings. */
async function chosenOf(costs: readonly number[], seeds = runs) {
  const candidates = costs.map((_, index): SessionOptions => ({ intraOpNumThreads: index + 1 }));
  const chosen = new Map<number | undefined, number>();
  for (let seed = 0; seed < seeds; seed++) {
    const { measure } = syntheticSession(({ intraOpNumThreads }) => costs[(intraOpNumThreads ?? 0) - 1] ?? 1, { seed });
    const [defaults = [], ...measured] = (await measure([{}, ...candidates], effort)).map((result) =>
      'costs' in result ? result.costs : [],
    );
    const { chosen: choice } = chooseOptions(
      defaults,
      candidates.map((options, index) => ({ options, costs: measured[index] ?? [] })),
    );
    const index = choice && (choice.options.intraOpNumThreads ?? 0) - 1;
    chosen.set(index, (chosen.get(index) ?? 0) + 1);
  }
  return (index: number | undefined) => chosen.get(index) ?? 0;
}

describe('the decision', () => {
  it.each([[[1]], [[1, 1, 1]]])('keeps the defaults where nothing is better: %j', async (costs) => {
    const count = await chosenOf(costs);
    // One-sided, so at most 2.5 % of 400, of which the standard deviation is 3.1.
    expect(runs - count(undefined)).toBeLessThanOrEqual(10 + 3 * 3.1);
  });

  it('never chooses what is slower, by however little', async () => {
    const count = await chosenOf([1.02, 1.5]);
    expect(count(undefined)).toBe(runs);
  });

  it('chooses what is better by 5 % at a noise of 2 %', async () => {
    const count = await chosenOf([1.02, 0.95]);
    expect(count(1)).toBeGreaterThan(0.99 * runs);
  });

  it('prefers the first of two that are alike, but not to one that is better', async () => {
    const alike = await chosenOf([0.9, 0.9]);
    expect(alike(0)).toBeGreaterThan(0.95 * runs);
    const better = await chosenOf([0.9, 0.8]);
    expect(better(1)).toBeGreaterThan(0.99 * runs);
  });
});

it('gives ratios, intervals and medians of all candidates', () => {
  const defaults = [1, 2, 4, 1];
  const better = {
    options: { enableMemPattern: false },
    costs: defaults.map((cost, i) => cost * (0.5 + 0.01 * (i % 2))),
  };
  const alone = chooseOptions(defaults, [better]);
  expect(alone).toMatchObject({ confidence: 0.95, defaultCost: 1.5, chosen: { options: better.options } });
  expect(alone.chosen?.cost).toBeCloseTo(0.765, 9);
  expect(alone.chosen?.ratio.ratio).toBeCloseTo(Math.sqrt(0.5 * 0.51), 12);
  const { low = 0, high = 0 } = alone.chosen?.ratio.interval ?? {};
  expect(low).toBeGreaterThan(0.48);
  expect(low * high).toBeCloseTo(0.5 * 0.51, 12);
  expect(high).toBeLessThan(0.53);

  const worse = { options: { enableCpuMemArena: false }, costs: [2, 2, 8, 2] };
  const both = chooseOptions(defaults, [worse, better]);
  expect(both.candidates.map(({ options }) => options)).toEqual([worse.options, better.options]);
  expect(both.chosen).toEqual(both.candidates[1]);
  expect(both.confidence).toBe(0.975);
  expect(both.chosen?.ratio.interval?.high).toBeGreaterThan(high);
});

it('chooses nothing from rounds too few to say', () => {
  const candidates = [{ options: { enableMemPattern: false }, costs: [0.5, 0.5] }];
  expect(chooseOptions([1, 1], candidates)).not.toHaveProperty('chosen');
  expect(chooseOptions([1, 1, 1], [])).not.toHaveProperty('chosen');
});
