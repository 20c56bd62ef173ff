import { describe, expect, it } from 'vitest';
import type { StudyEvent } from '../../pipeline/run/events.js';
import { TrialLedger } from '../../pipeline/run/trial-ledger.js';
import type { ObservedTrial } from '../../pipeline/search/observed-trial.js';
import type { Sampler } from '../../pipeline/search/sampler.js';
import { randomSampler } from '../../pipeline/search/samplers/random.js';
import { parseStudy } from '../../pipeline/study/parse-study.js';
import { float, int, ordinal } from '../../pipeline/study/space.js';
import type { Study } from '../../pipeline/study/study.js';
import type { TrialRecord } from '../../pipeline/study/trial.js';
import { validStudy } from '../study/study-fixture.js';
import { exampleEpoch, exampleTiming } from './example-trials.js';

function openLedger(sampler: Sampler, trials = 10, controls: Partial<Study> = {}) {
  const study: Study = {
    ...parseStudy({ ...validStudy, space: { rate: float(0, 1) }, trials, seed: 3 }),
    sampler,
    ...controls,
  };
  const events: StudyEvent[] = [];
  const finished: TrialRecord[] = [];
  const lost: TrialRecord[] = [];
  const ledger = new TrialLedger(study, {
    onEvent: (event) => events.push(event),
    onFinished: (trial) => finished.push(trial),
    onLost: (trial) => lost.push(trial),
    onRefused: () => undefined,
  });
  return { ledger, events, finished, lost };
}

const random = () => randomSampler.create({});

/** Suggests 0, 1, 2, ... up to `count`, and remembers what it was shown. */
function counting(count: number) {
  const seen: (readonly ObservedTrial[])[] = [];
  const sampler: Sampler = {
    name: 'counting',
    options: {},
    exhaustive: true,
    size: () => count,
    problem: () => undefined,
    suggest(_space, trials) {
      seen.push(trials);
      return trials.length < count ? { rate: trials.length } : undefined;
    },
  };
  return { sampler, seen };
}

describe('TrialLedger', () => {
  it('samples the same trials in whatever order they finish', () => {
    const [a, b] = [openLedger(random()).ledger, openLedger(random()).ledger];
    a.next();
    a.start(0);
    a.measured(0, { 'validation.accuracy': 0.75 });
    a.complete(0);
    a.next();
    b.next();
    b.next();
    expect(b.trials.map(({ parameters }) => parameters)).toEqual(a.trials.map(({ parameters }) => parameters));
  });

  it('stops at the number of trials asked for', () => {
    const { ledger } = openLedger(random(), 2);
    expect([ledger.next(), ledger.next(), ledger.next()].map((trial) => trial?.number)).toEqual([0, 1, undefined]);
    expect(ledger.ending).toBeUndefined();
  });

  it('knows when the space is exhausted', () => {
    const { ledger } = openLedger(counting(1).sampler);
    expect(ledger.next()?.parameters).toEqual({ rate: 0 });
    expect(ledger.next()).toBeUndefined();
    expect(ledger.ending).toBe('exhausted');
  });

  it('asks only for settings that `where` allows, and ends when all of them have their trials', () => {
    const study = parseStudy({
      ...validStudy,
      space: { a: int(1, 4), b: ordinal([1, 2, 4]) },
      where: (hp: { a: number; b: number }) => hp.a * hp.b <= 4,
      sampler: 'tpe',
      replicates: 2,
      enqueue: [{ b: 4 }],
      trials: 100,
    });
    const { ledger } = openLedger(study.sampler, 100, study);
    while (ledger.next());
    const settings = ledger.trials.map(({ parameters }) => `${parameters.a} ${parameters.b}`);
    expect(ledger.ending).toBe('exhausted');
    expect(settings.slice(0, 2)).toEqual(['1 4', '1 4']);
    expect([...new Set(settings)].sort()).toEqual(['1 1', '1 2', '1 4', '2 1', '2 2', '3 1', '4 1']);
    expect(settings).toHaveLength(14);
  });

  it('shows the sampler every earlier trial: its state, and its objective as a loss', () => {
    const { sampler, seen } = counting(3);
    const { ledger } = openLedger(sampler);
    ledger.next();
    ledger.start(0);
    ledger.measured(0, { 'validation.accuracy': 0.75 });
    ledger.complete(0);
    ledger.next();
    ledger.start(1);
    ledger.next();
    expect(seen[2]).toEqual([
      { number: 0, state: 'COMPLETE', parameters: { rate: 0 }, losses: [-0.75] },
      { number: 1, state: 'RUNNING', parameters: { rate: 1 }, losses: [] },
    ]);
  });

  it('collects a trial from its epochs to its measurements', () => {
    const { ledger, events, finished } = openLedger(random());
    ledger.next();
    ledger.start(0);
    for (const epoch of [1, 2]) {
      ledger.progress(0, { type: 'epoch', record: exampleEpoch(epoch), epochs: 3, score: 'accuracy' });
    }
    ledger.trained(0, {
      metrics: { 'validation.accuracy': 0.9 },
      epochs: 2,
      diagnosis: 'good',
    });
    ledger.complete(0);
    ledger.timed(0, { metrics: { 'latency.p50': 0.5 }, timing: exampleTiming() });
    expect(events.map(({ type }) => type)).toEqual(['trial-started', 'epoch', 'epoch']);
    expect(finished).toHaveLength(1);
    expect(ledger.get(0)).toMatchObject({
      state: 'COMPLETE',
      epochs: 2,
      diagnosis: 'good',
      curve: [{ epoch: 1 }, { epoch: 2 }],
      metrics: { 'validation.accuracy': 0.9, 'latency.p50': 0.5 },
      timing: exampleTiming(),
    });
  });

  it('remembers that all trials failed alike, also after the rest is stopped', () => {
    const { ledger } = openLedger(random());
    for (let number = 0; number < 4; number++) {
      ledger.next();
      ledger.start(number);
    }
    const failure = { kind: 'ModelError', reason: 'wrong output' };
    for (const number of [2, 0, 1]) ledger.fail(number, failure);
    ledger.failUnfinished({ kind: 'failed', reason: 'stopped' });
    expect(ledger.hopeless).toBe(failure);
    expect(ledger.trials.map(({ state, reason }) => `${state} ${reason}`)).toEqual([
      'FAIL wrong output',
      'FAIL wrong output',
      'FAIL wrong output',
      'FAIL stopped',
    ]);
  });

  const killed = { kind: 'worker was killed', reason: 'worker was killed', isLost: true };
  const end = (ledger: TrialLedger, number: number) => {
    ledger.start(number);
    ledger.measured(number, { 'validation.accuracy': 0.5 });
    ledger.complete(number);
  };

  it('runs a trial again that was lost with its process, as often as the study says', () => {
    const { ledger, finished, lost } = openLedger(random(), 2, { retries: 1 });
    const first = ledger.next();
    ledger.start(0);
    ledger.progress(0, { type: 'epoch', record: exampleEpoch(1), epochs: 3, score: 'accuracy' });
    ledger.fail(0, killed);
    expect(ledger.next()).toEqual(first);
    expect(lost).toMatchObject([{ number: 0, state: 'FAIL', curve: [{ epoch: 1 }] }]);
    expect(finished).toEqual([]);
    ledger.start(0);
    ledger.fail(0, killed);
    expect(finished).toMatchObject([{ number: 0, state: 'FAIL', reason: 'worker was killed' }]);
    expect(ledger.next()?.number).toBe(1);
  });

  it('counts what was lost for good not among the trials that were asked for, but comes to an end', () => {
    const { ledger } = openLedger(random(), 2, { retries: 0 });
    const numbers: number[] = [];
    for (let trial = ledger.next(); trial; trial = ledger.next()) {
      numbers.push(trial.number);
      if (trial.number === 0) {
        ledger.start(0);
        ledger.fail(0, killed);
      } else end(ledger, trial.number);
    }
    expect(numbers).toEqual([0, 1, 2]);
    const hopeless = openLedger(random(), 2, { retries: 0 }).ledger;
    for (let trial = hopeless.next(); trial; trial = hopeless.next()) {
      hopeless.start(trial.number);
      hopeless.fail(trial.number, killed);
    }
    expect(hopeless.trials).toHaveLength(4);
  });

  it('fails a trial that lacks an objective', () => {
    const { ledger, finished } = openLedger(random());
    ledger.next();
    ledger.start(0);
    ledger.complete(0);
    expect(finished).toMatchObject([{ state: 'FAIL', reason: 'validation.accuracy is not known' }]);
  });

  it('keeps what it warns of with the trial', () => {
    const { ledger, events } = openLedger(random());
    ledger.next();
    ledger.start(0);
    ledger.warn(0, 'it is trained from the beginning');
    ledger.warn(0, 'again');
    expect(ledger.get(0).warnings).toEqual(['it is trained from the beginning', 'again']);
    expect(events.at(-1)).toEqual({ type: 'warning', message: 'trial 0: again' });
  });
});
