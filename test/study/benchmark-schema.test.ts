import { expect, expectTypeOf, it } from 'vitest';
import { StudyFileError } from '../../pipeline/errors.js';
import type { BenchmarkOptions } from '../../pipeline/study/define-study.js';
import { parseStudy } from '../../pipeline/study/parse-study.js';
import { validStudy } from './study-fixture.js';

const benchmarkOf = (benchmark?: unknown) => parseStudy({ ...validStudy, benchmark }).benchmark;

it('is a second and a half with one thread where a study does not say', () => {
  const session = { intraOpNumThreads: 1, interOpNumThreads: 1 };
  expect(benchmarkOf()).toEqual({ seconds: 1.5, width: 0.02, batchSizes: [1, 8, 64], session });
});

it('takes the options of a session as they are, without those of the default', () => {
  const session = { graphOptimizationLevel: 'basic', extra: { 'session.disable_prepacking': '1' } };
  expect(benchmarkOf({ seconds: 0.5, session })).toEqual({
    seconds: 0.5,
    width: 0.02,
    batchSizes: [1, 8, 64],
    session,
  });
  expect(benchmarkOf({ width: 0, batchSizes: [4], session: {} })).toMatchObject({
    width: 0,
    batchSizes: [4],
    session: {},
  });
});

it.each<[unknown, string]>([
  [3, '`benchmark`: must be an object such as { seconds: 5 }, got 3'],
  [{ second: 3 }, '`benchmark`: unknown option `second`; did you mean `seconds`?'],
  [{ seconds: 0 }, '`benchmark.seconds`: must be greater than 0, got 0'],
  [{ seconds: Number.POSITIVE_INFINITY }, '`benchmark.seconds`: must be a number of seconds, got Infinity'],
  [{ width: -1 }, '`benchmark.width`: must not be negative, got -1'],
  [{ batchSizes: [] }, '`benchmark.batchSizes`: must not be empty'],
  [{ batchSizes: 8 }, '`benchmark.batchSizes`: must be a list of batch sizes, such as [1, 8, 64], got 8'],
  [{ batchSizes: [0, 1] }, '`benchmark.batchSizes[0]`: must be at least 1 sample, got 0'],
  [{ batchSizes: [1, 2.5] }, '`benchmark.batchSizes[1]`: must be a whole number, got 2.5'],
  [{ batchSizes: [8, 1] }, '`benchmark.batchSizes`: must be ascending, got [8, 1]'],
  [
    { session: { intraOpNumThread: 2 } },
    '`benchmark.session`: unknown option `intraOpNumThread`; did you mean `intraOpNumThreads`?',
  ],
  [{ session: { intraOpNumThreads: -2 } }, '`benchmark.session.intraOpNumThreads`: must not be negative, got -2'],
  [{ session: { interOpNumThreads: '2' } }, '`benchmark.session.interOpNumThreads`: must be a whole number, got "2"'],
  [
    { session: { executionMode: 'paralel' } },
    '`benchmark.session.executionMode`: must be one of `sequential`, `parallel`, got "paralel"',
  ],
  [
    { session: { executionProviders: 'cpu' } },
    '`benchmark.session.executionProviders`: must be a list such as ["cpu"]',
  ],
  [{ session: 'fast' }, '`benchmark.session`: must be an object such as { intraOpNumThreads: 2 }, got "fast"'],
])('refuses %j', (benchmark, message) => {
  expect(() => benchmarkOf(benchmark)).toThrow(StudyFileError);
  expect(() => benchmarkOf(benchmark)).toThrow(message);
});

it('is typed', () => {
  expectTypeOf<{ batchSizes: [1, 8]; session: { executionMode: 'parallel' } }>().toExtend<BenchmarkOptions>();
  expectTypeOf<{ batchSizes: [] }>().not.toExtend<BenchmarkOptions>();
  expectTypeOf<{ session: { executionMode: 'paralel' } }>().not.toExtend<BenchmarkOptions>();
  expectTypeOf<{ session: { intraOpNumThreads: '2' } }>().not.toExtend<BenchmarkOptions>();
});
