import { expect, test } from 'vitest';
import { latencyPercentile, latencyTies } from '../../pipeline/rank/latency-ties.js';
import { atMost, maximize, minimize } from '../../pipeline/study/objective.js';
import { exampleTiming } from '../run/example-trials.js';
import { trial } from './trial-fixture.js';

test('a study is about the percentile of its first objective that is a latency, else of such a constraint', () => {
  const accuracy = maximize('validation.accuracy');
  const study = (
    objectives: Parameters<typeof latencyPercentile>[0]['objectives'],
    ...rest: ReturnType<typeof atMost>[]
  ) => latencyPercentile({ objectives, constraints: rest });
  expect(study([accuracy, minimize('latency.p99'), minimize('latency.p90')], atMost('latency.p50', 1))).toBe('p99');
  expect(study([accuracy], atMost('model.bytes', 1), atMost('latency.p90', 1))).toBe('p90');
  expect(study([accuracy])).toBe('p50');
});

test('trials are grouped by that percentile; one that was not timed has no group', () => {
  const timed = (number: number, p90: readonly number[]) => trial(number, {}, { timing: exampleTiming(p90) });
  const trials = [
    timed(0, [1.5, 1.51, 1.49, 1.5, 1.52]),
    trial(1),
    timed(2, [0.75, 0.755, 0.745, 0.75, 0.76]),
    timed(3, [0.745, 0.75, 0.755, 0.745, 0.75]),
  ];
  expect(latencyTies(trials, 'p90')).toEqual([2, undefined, 1, 1]);
  expect(latencyTies(trials, 'p50')).toEqual([1, undefined, 1, 1]);
});
