import { describe, expect, it } from 'vitest';
import type { StudyEvent } from '../../pipeline/run/events.js';
import type { RestoredTrial } from '../../pipeline/run/record/restore-trials.js';
import { TrialLedger } from '../../pipeline/run/trial-ledger.js';
import { waitingTrial } from '../../pipeline/run/trial-life-cycle.js';
import type { ObservedTrial } from '../../pipeline/search/observed-trial.js';
import type { Pruner } from '../../pipeline/search/pruner.js';
import type { StudyOutline } from '../../pipeline/search/study-outline.js';
import type { TrialId } from '../../pipeline/store/stored-trial.js';
import type { StudyDefinition } from '../../pipeline/study/define-study.js';
import { minimize } from '../../pipeline/study/objective.js';
import { parseStudy } from '../../pipeline/study/parse-study.js';
import { choice, float, int } from '../../pipeline/study/space.js';
import type { Study } from '../../pipeline/study/study.js';
import type { Parameters } from '../../pipeline/study/trial.js';
import { validStudy } from '../study/study-fixture.js';
import { exampleEpoch } from './example-trials.js';

// What a study file says of its search beside the sampler: settings of the user's own, replicates, ends, generations, pruning.

const space = { units: int(1, 8), activation: choice(['relu', 'tanh']), rate: float(0, 1) };

function openLedger(
  options: Partial<StudyDefinition>,
  changes: Partial<Study> = {},
  restored?: readonly RestoredTrial[],
) {
  const objectives = [minimize('validation.loss')];
  const study = { ...parseStudy({ ...validStudy, space, objectives, trials: 12, seed: 3, ...options }), ...changes };
  const events: StudyEvent[] = [];
  const refused: (readonly [TrialId, string])[] = [];
  const ledger = new TrialLedger(study, {
    restored,
    onEvent: (event) => events.push(event),
    onFinished: () => undefined,
    onLost: () => undefined,
    onRefused: (asked, reason) => refused.push([asked.trial, reason]),
  });
  const finish = (number: number, loss: number) => {
    ledger.start(number);
    ledger.measured(number, { 'validation.loss': loss });
    ledger.complete(number);
  };
  return { ledger, events, finish, refused };
}

const settings = ({ trials }: TrialLedger) => trials.map(({ parameters }) => parameters);

function take(ledger: TrialLedger, count: number): void {
  for (let i = 0; i < count; i++) ledger.next();
}

describe('settings asked for while the study runs', () => {
  const asked = (trial: number, parameters: Parameters = {}) => ({ trial: trial as TrialId, parameters });

  it('come before all else, in their order, and are completed by the sampler', () => {
    const { ledger, events } = openLedger({ enqueue: [{ units: 1 }, { units: 2 }] });
    take(ledger, 1);
    ledger.ask(asked(40, { units: 7 }));
    ledger.ask(asked(41, { activation: 'tanh' }));
    take(ledger, 3);
    expect(settings(ledger).map(({ units }) => units)).toEqual([1, 7, expect.any(Number), 2]);
    expect(ledger.trials[2]?.parameters).toMatchObject({ activation: 'tanh', rate: expect.any(Number) });
    expect([0, 1, 2, 3].map((number) => ledger.waitingAs(number))).toEqual([undefined, 40, 41, undefined]);
    expect([0, 1, 2, 3].map((number) => ledger.enqueuedAs(number))).toEqual([0, undefined, undefined, 1]);
    expect(events.filter(({ type }) => type === 'trial-enqueued')).toHaveLength(2);
  });

  it('are run although the study has all it asked for, or has tried everything, but not after it was ended', () => {
    const { ledger } = openLedger({ trials: 2, enqueue: [{ units: 1 }, { units: 2 }, { units: 3 }] });
    take(ledger, 3);
    expect(ledger.trials).toHaveLength(2);
    ledger.ask(asked(9, { units: 8 }));
    expect(ledger.isOpen).toBe(true);
    expect(ledger.next()?.parameters).toMatchObject({ units: 8 });
    expect(ledger.next()).toBeUndefined();

    const whole = openLedger({ space: { units: int(1, 2) }, sampler: 'grid' }).ledger;
    take(whole, 4);
    expect([whole.trials.length, whole.ending]).toEqual([2, 'exhausted']);
    whole.ask(asked(9, { units: 1 }));
    expect(whole.next()?.parameters).toEqual({ units: 1 });

    ledger.end('callback');
    ledger.ask(asked(10));
    expect(ledger.next()).toBeUndefined();
  });

  it('join the next generation of a reproducible study', () => {
    const { ledger, finish } = openLedger({ reproducible: { generation: 2 }, trials: 4 });
    const first = ledger.nextGeneration(2);
    ledger.ask(asked(5, { units: 6 }));
    for (const { number } of first) finish(number, 1);
    expect(ledger.nextGeneration(2)[0]?.parameters).toMatchObject({ units: 6 });
  });

  it('are refused where `where` holds for none of them, and the study goes on', () => {
    const where = ({ units }: Readonly<Record<string, unknown>>) => Number(units) < 4;
    const { ledger, refused } = openLedger({ where });
    ledger.ask(asked(3, { units: 8 }));
    expect(ledger.next()?.parameters.units).toBeLessThan(4);
    expect(refused).toEqual([[3, expect.stringContaining('`where`')]]);
  });
});

describe('enqueued settings', () => {
  it('come first, in their order, once; what they leave out the sampler chooses', () => {
    const enqueue = [{ units: 3, activation: 'tanh', rate: 0.25 }, { units: 7 }, { activation: 'relu' }];
    const { ledger } = openLedger({ enqueue });
    take(ledger, 6);
    const [first, second, third, ...others] = settings(ledger);
    expect(first).toEqual(enqueue[0]);
    expect(second).toMatchObject({ units: 7, rate: expect.any(Number), activation: expect.any(String) });
    expect(third).toMatchObject({ activation: 'relu', units: expect.any(Number) });
    const plain = openLedger({}).ledger;
    take(plain, 6);
    expect(others).toEqual(settings(plain).slice(3));
  });

  it('are run again where they were tried: they were asked for', () => {
    const small = { units: int(1, 2) };
    const { ledger } = openLedger({ space: small, enqueue: [{ units: 2 }, { units: 2 }, {}], sampler: 'grid' });
    take(ledger, 10);
    expect(settings(ledger)).toEqual([{ units: 2 }, { units: 2 }, { units: 1 }]);
    expect(ledger.ending).toBe('exhausted');
  });
});

describe('replicates', () => {
  it('give every setting so many trials, one after the other', () => {
    const { ledger } = openLedger({ replicates: 3, enqueue: [{ units: 5, activation: 'tanh', rate: 0.5 }] });
    take(ledger, 20);
    const keys = settings(ledger).map((setting) => JSON.stringify(setting));
    expect(keys).toHaveLength(12);
    expect(new Set(keys).size).toBe(4);
    keys.forEach((key, i) => {
      expect(key).toBe(keys[i - (i % 3)]);
    });
  });

  it('are counted into a whole grid', () => {
    const { ledger } = openLedger({
      space: { units: int(1, 3) },
      sampler: 'grid',
      replicates: 2,
      trials: undefined,
    });
    take(ledger, 20);
    expect(settings(ledger).map(({ units }) => units)).toEqual([1, 1, 2, 2, 3, 3]);
  });
});

describe('an end before its time', () => {
  it('comes with the trial that meets a condition; those that run are finished', () => {
    const { ledger, finish } = openLedger({ stopWhen: { noImprovement: 2 } });
    take(ledger, 4);
    [1, 2, 3].forEach((loss, number) => {
      finish(number, loss);
    });
    expect(ledger.ending).toBe('no-improvement');
    expect(ledger.next()).toBeUndefined();
    finish(3, 0);
    expect(ledger.ending).toBe('no-improvement');
  });

  it('is told of a target', () => {
    const { ledger, finish } = openLedger({ stopWhen: { target: 0.5 } });
    take(ledger, 2);
    finish(1, 0.5);
    expect(ledger.isOpen).toBe(false);
    expect(ledger.ending).toBe('target');
  });

  it('can be asked for', () => {
    const { ledger } = openLedger({});
    ledger.next();
    ledger.end('callback');
    expect(ledger.next()).toBeUndefined();
    expect(ledger.ending).toBe('callback');
  });
});

describe('a reproducible study', () => {
  const losses = [5, 1, 4, 2, 3, 6, 0, 7, 1, 2, 3, 4];

  /** Runs whole generations whose trials end in the order that `order` gives. */
  function run(order: (numbers: readonly number[]) => readonly number[], options: Partial<StudyDefinition> = {}) {
    const { ledger, finish } = openLedger({ sampler: 'tpe', reproducible: { generation: 3 }, ...options });
    for (let generation = ledger.nextGeneration(3); generation.length > 0; generation = ledger.nextGeneration(3)) {
      for (const number of order(generation.map(({ number }) => number))) finish(number, losses[number] ?? 0);
    }
    return ledger;
  }

  it('does not depend on which trial of a generation ends first', () => {
    const options = { sampler: { name: 'tpe', startup: 3 } } as const;
    const forwards = run((numbers) => numbers, options);
    const backwards = run((numbers) => [...numbers].reverse(), options);
    expect(forwards.trials).toHaveLength(12);
    expect(backwards.trials).toEqual(forwards.trials);
  });

  it('ends between generations, by its trials in their order', () => {
    const options = { stopWhen: { noImprovement: 3 } };
    const forwards = run((numbers) => numbers, options);
    const backwards = run((numbers) => [...numbers].reverse(), options);
    // 5 1 4 | 2 3 6: the fifth trial is the third in vain.
    expect([forwards.trials.length, forwards.ending]).toEqual([6, 'no-improvement']);
    expect([backwards.trials.length, backwards.ending]).toEqual([6, 'no-improvement']);
  });
});

describe('a study that is resumed', () => {
  const options = { sampler: { name: 'tpe', startup: 3 }, enqueue: [{ units: 3 }, { units: 5 }], retries: 9 } as const;
  const losses = [5, 1, 4, 2, 3, 6, 0, 7, 1, 2, 3, 4];

  /** What a storage would give back, the trials from `open` on being cut off. */
  const restored = (ledger: TrialLedger, open: readonly number[]): readonly RestoredTrial[] =>
    ledger.trials.map(({ number, ...trial }) => {
      const enqueued = ledger.enqueuedAs(number);
      return {
        record: open.includes(number) ? waitingTrial(number, trial.parameters) : { number, ...trial },
        losses: 0,
        ...(enqueued !== undefined && { enqueued }),
        attempts: [number],
        finished: new Date(number),
      };
    });

  const conduct = (ledger: TrialLedger, size: number, until = 12) => {
    for (let trials = ledger.nextGeneration(size); trials.length > 0; trials = ledger.nextGeneration(size)) {
      for (const { number } of trials) {
        if (number >= until) return;
        ledger.start(number);
        ledger.measured(number, { 'validation.loss': losses[number] ?? 0 });
        ledger.complete(number);
      }
    }
  };

  it('goes on as if nothing had happened, wherever it was interrupted', () => {
    const reproducible = { generation: 4 };
    const whole = openLedger({ ...options, reproducible }).ledger;
    conduct(whole, 4);
    expect(whole.trials).toHaveLength(12);
    for (let until = 0; until < 12; until++) {
      const before = openLedger({ ...options, reproducible }).ledger;
      conduct(before, 4, until);
      // Of the generation that was cut off some were begun, be it the last.
      const begun = before.trials.map(({ number }) => number).filter((number) => number >= until);
      for (const open of [begun, begun.slice(0, 1), []]) {
        const known = restored(before, open).filter(
          ({ record }) => record.number < until || open.includes(record.number),
        );
        const after = openLedger({ ...options, reproducible }, {}, known).ledger;
        conduct(after, 4);
        expect(after.trials).toEqual(whole.trials);
      }
    }
  });

  it('with more trials goes on as one that had them from the beginning', () => {
    const reproducible = { generation: 4 };
    const whole = openLedger({ ...options, reproducible }).ledger;
    conduct(whole, 4);
    const before = openLedger({ ...options, reproducible, trials: 6 }).ledger;
    conduct(before, 4);
    const after = openLedger({ ...options, reproducible }, {}, restored(before, [])).ledger;
    conduct(after, 4);
    expect(settings(after).slice(0, 6)).toEqual(settings(whole).slice(0, 6));
    expect(after.trials).toHaveLength(12);
  });

  it('tries no setting twice and takes each enqueued one once', () => {
    const grid = { space: { units: int(1, 8) }, sampler: 'grid', enqueue: [{ units: 7 }, { units: 2 }] } as const;
    const { ledger: before, finish } = openLedger(grid);
    take(before, 3);
    for (const number of [0, 1]) finish(number, 1);
    const { ledger: after } = openLedger(grid, {}, restored(before, [2]));
    expect(after.next()).toEqual(before.get(2));
    take(after, 20);
    expect(settings(after).map(({ units }) => units)).toEqual([...new Set(settings(after).map(({ units }) => units))]);
    expect(after.trials).toHaveLength(8);
    expect(after.ending).toBe('exhausted');
  });

  it('has its stop rules told what there was', () => {
    const patience = { stopWhen: { noImprovement: 2 } };
    const { ledger: before, finish } = openLedger(patience);
    take(before, 2);
    finish(0, 1);
    finish(1, 2);
    const after = openLedger(patience, {}, restored(before, []));
    expect(after.ledger.ending).toBeUndefined();
    after.ledger.next();
    after.finish(2, 3);
    expect(after.ledger.ending).toBe('no-improvement');
  });
});

describe('pruning', () => {
  function judging() {
    const seen: { trial: ObservedTrial; peers: readonly ObservedTrial[]; outline?: StudyOutline }[] = [];
    const pruner: Pruner = {
      name: 'judging',
      options: {},
      shouldPrune(trial, peers, outline) {
        seen.push({ trial, peers, outline });
        return trial.reports?.length === 2 ? 'judging: enough' : undefined;
      },
    };
    return { pruner, seen };
  }

  const train = (ledger: TrialLedger, number: number, epochs: number) => {
    ledger.start(number);
    for (let epoch = 1; epoch <= epochs; epoch++) {
      ledger.progress(number, { type: 'epoch', record: exampleEpoch(epoch), epochs: 5, score: 'accuracy' });
    }
  };

  it('is asked with the reports of the trial, its peers and how long a trial is', () => {
    const { pruner, seen } = judging();
    const { ledger } = openLedger({}, { pruner });
    take(ledger, 2);
    train(ledger, 0, 1);
    train(ledger, 1, 2);
    expect(ledger.reasonToPrune(0, 5)).toBeUndefined();
    expect(ledger.reasonToPrune(1, 5)).toBe('judging: enough');
    expect(seen[1]?.trial.reports).toEqual([
      { step: 1, losses: [1.5] },
      { step: 2, losses: [0.75] },
    ]);
    expect(seen[1]?.peers.find(({ number }) => number === 0)).toMatchObject({
      state: 'RUNNING',
      reports: [{ step: 1 }],
    });
    expect(seen[1]?.outline).toMatchObject({ steps: 5, directions: ['minimize'], objectives: 1 });
  });

  it('sees in a reproducible study the trials of earlier generations only', () => {
    const { pruner, seen } = judging();
    const { ledger, finish } = openLedger({ reproducible: { generation: 2 } }, { pruner });
    ledger.nextGeneration(2);
    finish(0, 1);
    finish(1, 1);
    ledger.nextGeneration(2);
    train(ledger, 2, 2);
    train(ledger, 3, 1);
    ledger.reasonToPrune(3, 5);
    expect(seen[0]?.peers.map(({ number }) => number)).toEqual([0, 1]);
  });
});
