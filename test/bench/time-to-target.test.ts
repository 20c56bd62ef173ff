import { describe, expect, it } from 'vitest';
import { renderComparison, renderCsv, shareOf } from '../../bench/pruning-study/render-comparison.js';
import {
  bestAccuracy,
  costOf,
  costUntil,
  secondsUntilTrained,
  type TimedEvent,
} from '../../bench/pruning-study/time-to-target.js';
import type { StudyEvent } from '../../pipeline/run/events.js';
import { exampleEpoch, exampleTrial } from '../run/example-trials.js';

const at = (second: number, event: StudyEvent): TimedEvent => ({
  ...event,
  time: new Date(second * 1000).toISOString(),
});
// Every epoch of the example takes 1.5 s.
const epoch = (second: number, trial: number) =>
  at(second, { type: 'epoch', trial, epochs: 3, score: 'accuracy', record: exampleEpoch(1) });
const ended = (second: number, number: number, accuracy: number, state: 'COMPLETE' | 'PRUNED' = 'COMPLETE') =>
  at(second, {
    type: 'trial-finished',
    trial: exampleTrial({ number, state, metrics: { 'validation.accuracy': accuracy } }),
  });

const events: readonly TimedEvent[] = [
  at(0, { type: 'study-started', study: 's', trials: 3, workers: 2, engine: 'onnx', seed: 1, objectives: [] }),
  at(10, { type: 'trial-started', trial: 0, parameters: {} }),
  epoch(12, 0),
  epoch(13, 1),
  ended(14, 1, 0.9, 'PRUNED'),
  epoch(15, 0),
  ended(17, 0, 0.8),
  epoch(18, 2),
  ended(20, 2, 0.85),
  at(30, { type: 'benchmark-started', candidates: 2 }),
];

describe('the cost of a search', () => {
  it('is that of all epochs up to a trial that is complete and good enough', () => {
    expect(costUntil(events, 0.8)).toEqual({ epochs: 3, trainingSeconds: 4.5, wallSeconds: 7 });
    expect(costUntil(events, 0.81)).toEqual({ epochs: 4, trainingSeconds: 6, wallSeconds: 10 });
    expect(costUntil(events, 0.86)).toBeUndefined();
  });

  it('ends with the last trial, and its best is a complete one', () => {
    expect(costOf(events)).toEqual({ epochs: 4, trainingSeconds: 6, wallSeconds: 10 });
    expect(secondsUntilTrained(events)).toBe(20);
    expect(bestAccuracy(events)).toBe(0.85);
    expect(bestAccuracy([])).toBeNaN();
  });
});

describe('a comparison', () => {
  const cost = (share: number) => ({ epochs: 100 * share, trainingSeconds: 200 * share, wallSeconds: 300 * share });
  const one = (seed: number, share: number, reached = true) => ({
    seed,
    baseline: { cost: cost(1), trials: 10, best: 0.9 },
    contender: { trials: 20, pruned: 15, best: reached ? 0.91 : 0.89, cost: cost(share), reached },
  });

  it('is in shares of what the other search needed, and marks what did not get there', () => {
    expect(shareOf(one(1, 0.25), 'trainingSeconds')).toBe(0.25);
    const table = renderComparison([one(1, 0.25), one(2, 0.75)], 'tpe + asha');
    expect(table).toMatch(/^1 .* 20 \(15 pruned\) +0\.9100 +25 % +25 % +25 %$/m);
    expect(table).toMatch(/^mean +50 % +50 % +50 %$/m);
    expect(renderComparison([one(1, 0.5), one(2, 1, false)], 'tpe + asha')).toMatch(/^mean +> 75 %/m);
  });

  it('is a CSV with as many cells as columns', () => {
    const [header = '', ...rows] = renderCsv([one(1, 0.25)])
      .trimEnd()
      .split('\n');
    expect(rows.map((row) => row.split(',').length)).toEqual([header.split(',').length]);
    expect(rows[0]).toBe('1,10,100,200,300,0.9,20,15,0.91,true,25,50,75,0.25,0.25,0.25');
  });
});
