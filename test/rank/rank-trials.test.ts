import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeViolation, violatedConstraints } from '../../pipeline/rank/constraint-violations.js';
import { bestTrial, rankTrials } from '../../pipeline/rank/rank-trials.js';
import { atLeast, atMost, maximize, minimize, soft } from '../../pipeline/study/objective.js';
import { type MetricName, metrics, type TrialRecord, type TrialState } from '../../pipeline/study/trial.js';
import { trial } from './trial-fixture.js';

const names = Object.keys(metrics) as MetricName[];
const numbers = (ranked: ReturnType<typeof rankTrials>) => ranked.map((entry) => entry.trial.number);

describe('one objective', () => {
  const trials = [0.7, 0.9, 0.8, 0.9].map((accuracy, number) =>
    trial(number, { 'validation.accuracy': accuracy, 'validation.loss': accuracy }),
  );

  it('orders by its value, ties by number', () => {
    expect(numbers(rankTrials(trials, [maximize('validation.accuracy')], []))).toEqual([1, 3, 2, 0]);
    expect(numbers(rankTrials(trials, [minimize('validation.loss')], []))).toEqual([0, 2, 1, 3]);
  });

  it('counts ranks and fronts from 1; equal values share a front', () => {
    const ranked = rankTrials(trials, [maximize('validation.accuracy')], []);
    expect(ranked.map(({ rank, paretoRank }) => [rank, paretoRank])).toEqual([
      [1, 1],
      [2, 1],
      [3, 2],
      [4, 3],
    ]);
  });
});

describe('what the benchmark measures', () => {
  const measured = names.filter((name) => metrics[name].from === 'benchmark');

  it.each(measured)('%s orders trials, one without it last', (metric) => {
    const trials = [trial(0), ...[2, 1, 3].map((value, i) => trial(i + 1, { [metric]: value }))];
    const [best, worst] = [atMost(metric, 1), atLeast(metric, 3)];
    expect(numbers(rankTrials(trials, [minimize(metric)], []))).toEqual([2, 1, 3, 0]);
    expect(numbers(rankTrials(trials, [maximize(metric)], []))).toEqual([3, 1, 2, 0]);
    expect(rankTrials(trials, [], [best]).filter(({ feasible }) => feasible)).toMatchObject([{ trial: { number: 2 } }]);
    expect(rankTrials(trials, [], [worst]).filter(({ feasible }) => feasible)).toMatchObject([
      { trial: { number: 3 } },
    ]);
  });
});

describe('several objectives', () => {
  it('put the end of the front that is best in the first objective first', () => {
    const trials = [
      trial(0, { 'validation.accuracy': 0.7, 'latency.p90': 1 }),
      trial(1, { 'validation.accuracy': 0.99, 'latency.p90': 4 }),
      trial(2, { 'validation.accuracy': 0.9, 'latency.p90': 2 }),
    ];
    const ranked = rankTrials(trials, [maximize('validation.accuracy'), minimize('latency.p90')], []);
    expect(numbers(ranked)).toEqual([1, 0, 2]);
    expect(bestTrial(ranked)?.trial.number).toBe(1);
  });

  it('order by front, then the least crowded, then by number', () => {
    const points = [
      [0.9, 9],
      [0.5, 1],
      [0.8, 3],
      [0.79, 2.9],
      [0.7, 8],
    ];
    const trials = points.map(([accuracy, latency], number) =>
      trial(number, { 'validation.accuracy': accuracy, 'latency.p90': latency }),
    );
    const ranked = rankTrials(trials, [maximize('validation.accuracy'), minimize('latency.p90')], []);
    // Front 1 is 0, 1, 2, 3; its ends are 0 and 1. Of the inner two, 2 has the wider gap in both objectives together:
    // (0.9 - 0.79) / 0.4 + (9 - 2.9) / 8 = 1.0375 against (0.8 - 0.5) / 0.4 + (3 - 1) / 8 = 1.0 for 3.
    expect(numbers(ranked)).toEqual([0, 1, 2, 3, 4]);
    expect(ranked.map(({ paretoRank }) => paretoRank)).toEqual([1, 1, 1, 1, 2]);
  });
});

describe('constraints', () => {
  const trials = [
    trial(0, { 'validation.accuracy': 0.99, 'model.bytes': 2000 }),
    trial(1, { 'validation.accuracy': 0.8, 'model.bytes': 1000 }),
    trial(2, { 'validation.accuracy': 0.9 }),
    trial(3, { 'validation.accuracy': 0.7, 'model.bytes': 900 }),
  ];
  const ranked = rankTrials(trials, [maximize('validation.accuracy')], [atMost('model.bytes', 1000)]);

  it('put every feasible trial before the others, whose fronts count on', () => {
    expect(numbers(ranked)).toEqual([1, 3, 0, 2]);
    expect(ranked.map(({ feasible }) => feasible)).toEqual([true, true, false, false]);
    expect(ranked.map(({ paretoRank }) => paretoRank)).toEqual([1, 2, 3, 4]);
  });

  it('say what is wrong', () => {
    expect(ranked.map(({ reason }) => reason)).toEqual([
      '',
      '',
      'model.bytes is 2000, must be at most 1000',
      'model.bytes was not measured, must be at most 1000',
    ]);
  });

  it('leave no best trial where none is feasible', () => {
    expect(bestTrial(ranked)?.trial.number).toBe(1);
    const strict = rankTrials(trials, [maximize('validation.accuracy')], [atMost('model.bytes', 1)]);
    expect(bestTrial(strict)).toBeUndefined();
    expect(bestTrial([])).toBeUndefined();
  });

  it('that are soft leave a trial feasible, and put it behind those that keep them', () => {
    const constraints = [atMost('model.bytes', 1500), soft(atMost('latency.p90', 2))];
    const timed = trials.map((one) => trial(one.number, { ...one.metrics, 'latency.p90': one.number === 1 ? 3 : 1 }));
    const mixed = rankTrials(timed, [maximize('validation.accuracy')], constraints);
    expect(numbers(mixed)).toEqual([3, 1, 0, 2]);
    expect(mixed.map(({ feasible }) => feasible)).toEqual([true, true, false, false]);
    expect(mixed.map(({ paretoRank }) => paretoRank)).toEqual([1, 2, 3, 4]);
    expect(mixed[1]?.reason).toBe('latency.p90 is 3, should be at most 2');
    const without = rankTrials(timed.slice(0, 3), [maximize('validation.accuracy')], constraints);
    expect(bestTrial(without)?.trial.number).toBe(1);
  });

  it('hold at the bound and not for NaN', () => {
    const constraints = [atMost('latency.p90', 2), atLeast('parity.top1', 1)];
    expect(violatedConstraints({ 'latency.p90': 2, 'parity.top1': 1 }, constraints)).toEqual([]);
    expect(violatedConstraints({ 'latency.p90': 2.01, 'parity.top1': 0.99 }, constraints)).toEqual(constraints);
    expect(violatedConstraints({ 'latency.p90': Number.NaN }, constraints)).toEqual([constraints[0]]);
    expect(describeViolation(atLeast('parity.top1', 1), { 'parity.top1': 0.99 })).toBe(
      'parity.top1 is 0.99, must be at least 1',
    );
  });
});

describe('trials without a result', () => {
  it('come after the complete ones: pruned, failed, unfinished', () => {
    const states: TrialState[] = ['FAIL', 'RUNNING', 'PRUNED', 'COMPLETE', 'WAITING', 'FAIL', 'PRUNED'];
    const trials = states.map((state, number) =>
      trial(number, { 'validation.loss': 1 }, { state, reason: state === 'COMPLETE' ? '' : `because ${number}` }),
    );
    const ranked = rankTrials(trials, [minimize('validation.loss')], []);
    expect(numbers(ranked)).toEqual([3, 2, 6, 0, 5, 1, 4]);
    expect(ranked.slice(1).every(({ feasible, paretoRank }) => !feasible && paretoRank === undefined)).toBe(true);
    expect(ranked.map(({ reason }) => reason)[3]).toBe('because 0');
  });

  it('come last among the complete ones when an objective is missing or not finite', () => {
    const trials = [
      trial(0, { 'validation.loss': Number.NaN }),
      trial(1),
      trial(2, { 'validation.loss': 5 }),
      trial(3, { 'validation.loss': Number.NEGATIVE_INFINITY }),
    ];
    const ranked = rankTrials(trials, [minimize('validation.loss')], []);
    expect(numbers(ranked)).toEqual([2, 0, 1, 3]);
    expect(ranked.map(({ paretoRank }) => paretoRank)).toEqual([1, undefined, undefined, undefined]);
    expect(ranked[1]?.reason).toBe('validation.loss is NaN, so it cannot be compared');
    expect(ranked[2]?.reason).toBe('validation.loss is missing, so it cannot be compared');
  });
});

it('is a total order that hides nobody and does not depend on the order of its input', () => {
  const value = fc.constantFrom(1, 2, 3, Number.NaN, undefined);
  const record = fc.record({
    state: fc.constantFrom<TrialState>('COMPLETE', 'COMPLETE', 'COMPLETE', 'PRUNED', 'FAIL', 'RUNNING'),
    loss: value,
    latency: value,
    bytes: value,
  });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 20 }), fc.infiniteStream(fc.nat()), (records, keys) => {
      const trials = records.map(
        ({ state, loss, latency, bytes }, number): TrialRecord =>
          trial(number, { 'validation.loss': loss, 'latency.p90': latency, 'model.bytes': bytes }, { state }),
      );
      const shuffled = trials
        .map((one) => ({ one, key: keys.next().value ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ one }) => one);
      const order = (list: readonly TrialRecord[]) =>
        rankTrials(list, [minimize('validation.loss'), minimize('latency.p90')], [atMost('model.bytes', 2)]);
      const ranked = order(trials);
      expect(order(shuffled)).toEqual(ranked);
      expect(ranked.map(({ rank }) => rank)).toEqual(trials.map((_, index) => index + 1));
      expect(numbers(ranked).sort((a, b) => a - b)).toEqual(trials.map(({ number }) => number));
      const groups = ranked.map(({ feasible, trial: { state } }) => (feasible ? 0 : state === 'COMPLETE' ? 1 : 2));
      expect(groups).toEqual([...groups].sort());
    }),
    { numRuns: 200 },
  );
});
