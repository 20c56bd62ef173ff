import { afterAll, expect, it } from 'vitest';
import { certainViolation, timedBounds, timingViolation } from '../../pipeline/run/preflight-timing.js';
import { atLeast, atMost, soft } from '../../pipeline/study/objective.js';
import { matrixChain, modelFolder } from '../benchmark/small-models.js';

const folder = modelFolder();
afterAll(folder.remove);

const timed = { 'latency.p50': 1, coldStart: 10, 'memory.peak': 100, 'memory.resident': 90 };

it.each([
  ['latency.p50', 0.79, 0.81, 'latency.p50 is 1, must be at most 0.79'],
  // Too few samples for a p99: it is at least the median.
  ['latency.p99', 0.79, 0.81, 'latency.p99 is 1, must be at most 0.79'],
  ['coldStart', 4.9, 5.1, 'coldStart is 10, must be at most 4.9'],
  ['memory.peak', 86, 88, 'memory.peak is 100, must be at most 86'],
  ['memory.resident', 78, 79, 'memory.resident is 90, must be at most 78'],
] as const)('%s far over its bound is certain, near it is not', (metric, low, near, reason) => {
  expect(certainViolation(timed, [atMost(metric, low)])).toBe(reason);
  expect(certainViolation(timed, [atMost(metric, near)])).toBeUndefined();
});

it('is asked only for hard upper bounds on what depends on shapes alone', () => {
  const bounds = [atMost('memory.peak', 100), atMost('coldStart', 5)];
  const others = [
    soft(atMost('memory.peak', 1)),
    atLeast('throughput', 1e9),
    atMost('model.bytes', 1),
    atLeast('memory.resident', 1e9),
    atMost('validation.loss', 0),
  ];
  expect(timedBounds([...bounds, ...others])).toEqual(bounds);
  expect(certainViolation(timed, others)).toBeUndefined();
});

it('times a real file', { timeout: 60_000 }, async () => {
  const file = folder.write('small.onnx', matrixChain(8, 1));
  const { signal } = new AbortController();
  // Node alone is resident with more than 20 MB.
  const constraints = [atMost('latency.p90', 10_000), atMost('memory.resident', 20)];
  const session = { intraOpNumThreads: 1 };
  const benchmark = { seconds: 1.5, width: 0.02, batchSizes: [1], session } as const;
  expect(await timingViolation(file, { constraints, benchmark }, signal)).toMatch(
    /^memory\.resident is \d+(\.\d+)?, must be at most 20$/,
  );
  const elsewhere = { ...benchmark, session: { executionProviders: ['nowhere'] } };
  await expect(timingViolation(file, { constraints, benchmark: elsewhere }, signal)).rejects.toThrow(/nowhere/);
});
