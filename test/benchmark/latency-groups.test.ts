import { describe, expect, it } from 'vitest';
import { compareLatencies } from '../../pipeline/benchmark/compare-latencies.js';
import { latencyGroups } from '../../pipeline/benchmark/latency-groups.js';
import { randomStream } from '../../pipeline/random/random-stream.js';

const begun = '2026-01-01T00:00:00.000Z';
const random = randomStream('latency-groups');

/** Medians of rounds that vary by 1 % around `p50`. */
const model = (p50: number, rounds = 10, spread = 0.01) => ({
  begun,
  rounds: { p50: Array.from({ length: rounds }, () => p50 * Math.exp(spread * random.normal())) },
});

describe('latencyGroups', () => {
  it('numbers groups from the fastest; members are tied with the first of their group', () => {
    expect(latencyGroups([model(2), model(1), model(1.5), model(1.005), model(2.01)])).toEqual([3, 1, 2, 1, 3]);
  });

  it('leaves out models without the percentile', () => {
    expect(latencyGroups([{ begun, rounds: {} }, model(1)])).toEqual([undefined, 1]);
    expect(latencyGroups([model(1)], 'p99')).toEqual([undefined]);
    expect(latencyGroups([])).toEqual([]);
  });

  it('compares with the first of a group, whose members may be told apart from each other', () => {
    const exact = (p50: number) => ({ begun, rounds: { p50: [p50, p50 * 1.001, p50, p50 * 0.999, p50] } });
    // The fastest varies by so much that both others may be as fast.
    const fastest = { begun, rounds: { p50: [0.7, 1, 0.8, 1.2, 0.9] } };
    const [second, third] = [exact(1.0), exact(1.1)];
    expect(latencyGroups([fastest, second, third])).toEqual([1, 1, 1]);
    expect(compareLatencies(second, third)?.verdict).toBe('faster');
  });

  it('keeps many equal models in one group, although the first of them is the fastest by chance', () => {
    const runs = Array.from({ length: 100 }, () => latencyGroups(Array.from({ length: 24 }, () => model(1, 5))));
    // Each pair at 95 %, without regard to their number, gives a second group nearly always.
    expect(runs.filter((groups) => groups.every((group) => group === 1)).length).toBeGreaterThanOrEqual(95);
  });

  it('still tells apart what differs: 24 models in steps of 10 %', () => {
    const models = Array.from({ length: 24 }, (_, i) => model(1.1 ** i, 10, 0.005));
    expect(latencyGroups(models)).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
  });
});
