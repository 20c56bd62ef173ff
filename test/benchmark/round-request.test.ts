import { expect, test } from 'vitest';
import { roundRequest, roundsOf } from '../../pipeline/benchmark/round-request.js';

test.each([
  [{}, 5],
  [{ seconds: 0.25 }, 5],
  [{ seconds: 3 }, 9],
  [{ seconds: 20 }, 20],
  [{ seconds: 20, rounds: 4 }, 4],
])('%j are divided into %d rounds', (options, rounds) => {
  expect(roundsOf(options)).toBe(rounds);
});

test('a round gets its part of the time and of the samples that percentiles need', () => {
  expect(roundRequest({ seconds: 10, rounds: 10 }, 0)).toEqual({
    feed: { seed: undefined, dims: undefined, given: undefined },
    warmUp: { atLeastMs: 20, atMostMs: 500 },
    latency: { milliseconds: 700, thresholds: [7, 67] },
    throughput: { batchSizes: [1, 8, 64], milliseconds: expect.closeTo(300, 9) },
  });
  const bare = roundRequest({ seconds: 10, rounds: 10, batchSizes: [], percentile: 'p99.9' }, 0);
  expect(bare.latency).toEqual({ milliseconds: 1000, thresholds: [7, 67, 664] });
  expect(bare).not.toHaveProperty('throughput');
});

test('the server scenario takes its own time, in the first three rounds', () => {
  const server = { percentile: 'p90', bound: 5, seconds: 6 } as const;
  const asked = [0, 1, 2, 3].map((round) => roundRequest({ server }, round).server);
  expect(asked[2]).toEqual({ percentile: 'p90', bound: 5, milliseconds: 2000, seed: 2 });
  expect(asked[3]).toBeUndefined();
  expect(roundRequest({ server, rounds: 1 }, 0).server?.milliseconds).toBe(6000);
});
