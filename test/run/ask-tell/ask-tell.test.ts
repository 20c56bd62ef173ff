import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../pipeline/errors.js';
import { createStudy } from '../../../pipeline/run/ask-tell/create-study.js';
import { choice, float, int } from '../../../pipeline/study/space.js';

const space = { x: float(-5, 10), depth: int(1, 3), kind: choice(['a', 'b']) };

const messageOf = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UsageError);
  return error instanceof Error ? error.message : '';
};

describe('a trial', () => {
  it('is numbered from 0, runs until it is told, and keeps what was told', async () => {
    const study = await createStudy({ space });
    const first = await study.ask();
    const second = await study.ask();
    expect([first.number, second.number]).toEqual([0, 1]);
    expect(study.trials.map(({ state }) => state)).toEqual(['RUNNING', 'RUNNING']);
    const told = await study.tell(second, 2.5);
    expect(told).toEqual({
      number: 1,
      state: 'COMPLETE',
      params: second.params,
      values: [2.5],
      reports: [],
      violations: [],
      softViolations: [],
    });
    expect(study.trials[1]).toEqual(told);
    expect(study.trials[0]).toMatchObject({ state: 'RUNNING', params: first.params });
  });

  it('may be told by its number', async () => {
    const study = await createStudy({ space });
    await study.ask();
    expect(await study.tell(0, 1)).toMatchObject({ number: 0, state: 'COMPLETE', values: [1] });
  });

  it('fails with a reason, which is one line', async () => {
    const study = await createStudy({ space });
    const told = await study.tell(await study.ask(), { state: 'FAIL', reason: 'solver:\n  no convergence\n' });
    expect(told).toMatchObject({ state: 'FAIL', reason: 'solver: no convergence' });
    expect(study.bestTrial).toBeUndefined();
  });

  it('that gives NaN has failed; infinities are values', async () => {
    const study = await createStudy({ space });
    expect(await study.tell(await study.ask(), Number.NaN)).toMatchObject({
      state: 'FAIL',
      reason: 'the value is not a number (NaN)',
    });
    const infinite = await study.tell(await study.ask(), Number.POSITIVE_INFINITY);
    expect(infinite).toMatchObject({ state: 'COMPLETE', values: [Number.POSITIVE_INFINITY] });
    expect(study.bestTrial?.number).toBe(1);

    const pair = await createStudy({ space, directions: ['minimize', 'maximize'] });
    expect(await pair.tell(await pair.ask(), [1, Number.NaN])).toMatchObject({
      state: 'FAIL',
      reason: 'value 1 is not a number (NaN)',
    });
  });

  it('keeps its reports in the order of their steps, of each step the first', async () => {
    const study = await createStudy({ space });
    const trial = await study.ask();
    await trial.report(3, 0.3);
    await trial.report(1, 0.1);
    await trial.report(3, 99);
    await trial.report(2, Number.NaN);
    await study.tell(trial, 0.3);
    expect(study.trials[0]?.reports).toEqual([
      { step: 1, values: [0.1] },
      { step: 2, values: [Number.NaN] },
      { step: 3, values: [0.3] },
    ]);
  });

  it('reports the first objective alone, or all', async () => {
    const study = await createStudy({ space, directions: ['maximize', 'minimize'] });
    const trial = await study.ask();
    await trial.report(1, 0.5);
    await trial.report(2, [0.6, 7]);
    expect(study.trials[0]?.reports.map(({ values }) => values)).toEqual([[0.5], [0.6, 7]]);
  });
});

describe('calls that cannot be', () => {
  const broken: unknown = undefined;

  it.each<[string, (study: Awaited<ReturnType<typeof opened>>['study']) => Promise<unknown>, string]>([
    ['an unknown trial', (study) => study.tell(7, 1), 'there is no trial 7; the study has 3, counted from 0'],
    ['no trial number', (study) => study.tell(0.5, 1), 'there is no trial 0.5; the study has 3, counted from 0'],
    [
      'a trial that has ended',
      (study) => study.tell(1, 1),
      'trial 1 is COMPLETE already; only a running trial can report or be told its end',
    ],
    [
      'a trial that waits',
      (study) => study.tell(2, 1),
      'trial 2 was not asked for yet; only a running trial can report or be told its end',
    ],
    [
      'too many values',
      (study) => study.tell(0, [1, 2] as never),
      'a trial of this study is told one number, got [1, 2]',
    ],
    ['no value', (study) => study.tell(0, broken as never), 'a trial of this study is told one number, got nothing'],
    ['a text', (study) => study.tell(0, '1' as never), 'a trial of this study is told one number, got "1"'],
    ['null', (study) => study.tell(0, null as never), 'a trial of this study is told one number, got null'],
    [
      'an unknown state',
      (study) => study.tell(0, { state: 'DONE' } as never),
      '`state`: must be "COMPLETE", "PRUNED" or "FAIL", got "DONE"',
    ],
    [
      'a failure without a reason',
      (study) => study.tell(0, { state: 'FAIL' } as never),
      '`reason`: must be a text, got nothing',
    ],
    [
      'violations that are no numbers',
      (study) => study.tell(0, { state: 'COMPLETE', values: 1, violations: ['much'] } as never),
      '`violations`: must be a list of numbers, got ["much"]',
    ],
    [
      'an unknown hyperparameter',
      (study) => study.enqueue({ dept: 2 } as never),
      '`dept`: unknown hyperparameter; did you mean `depth`?',
    ],
    [
      'a value out of range',
      (study) => study.enqueue({ depth: 4 }),
      '`depth`: 4 is outside of the space; its values are 1, 2, 3',
    ],
    [
      'a setting that lacks a value',
      (study) => study.add({ x: 1, depth: 2 } as never, 1),
      '`kind`: has no value in { x: 1, depth: 2 }',
    ],
  ])('%s', async (_title, call, expected) => {
    const { study } = await opened();
    const before = study.trials;
    expect(await messageOf(call(study))).toContain(expected);
    expect(study.trials).toEqual(before);
  });

  it.each<[string, number, unknown, string]>([
    ['step 0', 0, 1, '`step`: must be a whole number, counted from 1, got 0'],
    ['half a step', 1.5, 1, '`step`: must be a whole number, counted from 1, got 1.5'],
    ['a text', 1, '0.5', 'a trial of this study reports one number, got "0.5"'],
    ['too many values', 1, [1, 2], 'a trial of this study reports one number, got [1, 2]'],
    ['no values', 1, [], 'a trial of this study reports one number, got []'],
  ])('a report of %s', async (_title, step, values, expected) => {
    const { study, running } = await opened();
    expect(await messageOf(running.report(step, values as number))).toBe(expected);
    expect(study.trials[0]?.reports).toEqual([]);
  });

  it('a report, or a question, after the end', async () => {
    const { study, running } = await opened();
    await study.tell(running, 1);
    const message = 'trial 0 is COMPLETE already; only a running trial can report or be told its end';
    expect(await messageOf(running.report(1, 1))).toBe(message);
    expect(await messageOf(running.shouldPrune())).toBe(message);
    expect(await messageOf(study.tell(running, 1))).toBe(message);
  });

  it('a trial told twice at the same time is told once', async () => {
    const { study, running } = await opened();
    const results = await Promise.allSettled([study.tell(running, 1), study.tell(running, 2)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(study.trials[0]).toMatchObject({ values: [1] });
  });

  /** A running, a complete and a waiting trial. */
  async function opened() {
    const study = await createStudy({ space });
    const running = await study.ask();
    await study.tell(await study.ask(), 1);
    await study.enqueue({ depth: 2 });
    return { study, running };
  }
});

describe('options that cannot be', () => {
  it.each<[string, object, string]>([
    [
      'a space as in a study file',
      { space: { learningRate: float(0, 1, { scale: 'log' }) } },
      '`space.learningRate`: low must be > 0 on a log scale, got 0',
    ],
    ['no space', {}, '`space`: must be an object of hyperparameters'],
    ['no direction', { space, directions: [] }, '`directions[0]`: must be "minimize" or "maximize", got nothing'],
    [
      'an unknown direction',
      { space, directions: ['min'] },
      '`directions[0]`: must be "minimize" or "maximize", got "min"',
    ],
    ['an unknown sampler', { space, sampler: 'tpee' }, '`sampler`: unknown sampler "tpee"; did you mean `tpe`?'],
    [
      'a wrong option of a sampler',
      { space, sampler: { name: 'tpe', startup: 0 } },
      '`sampler.startup`: must be at least 1, got 0',
    ],
    ['an unknown pruner', { space, pruner: 'medain' }, '`pruner`: unknown pruner "medain"; did you mean `median`?'],
    ['a negative seed', { space, seed: -1 }, '`seed`: must not be negative, got -1'],
    ['no trials', { space, trials: 0 }, '`trials`: must be at least 1 trial, got 0'],
    ['no replicates', { space, replicates: 0 }, '`replicates`: must be at least 1 trial of each setting, got 0'],
    ['a mistyped option', { space, direction: 'minimize' }, 'unknown option `direction`; did you mean `directions`?'],
    [
      'a predicate that is none',
      { space, where: true },
      '`where`: must be a function (params) => true or false, got true',
    ],
    [
      'a storage without a name',
      { space, storage: 'a.db' },
      '`name`: is needed to find the study in its storage, got nothing',
    ],
    [
      'a predicate that never holds',
      { space, where: () => false },
      '`where`: does not hold for any of 10,000 settings drawn from the space',
    ],
    [
      'a predicate that throws',
      {
        space,
        where: () => {
          throw new Error('no such unit');
        },
      },
      '`where`: failed for { x: ',
    ],
    [
      'a grid that is too large',
      { space: { a: int(1, 1000), b: int(1, 1000) }, sampler: 'grid' },
      '`sampler`: a grid of 1,000,000 settings is more than the 100,000 allowed',
    ],
  ])('%s', async (_title, options, expected) => {
    expect(await messageOf(createStudy(options as never))).toContain(expected);
  });

  it('are told one a line', async () => {
    expect((await messageOf(createStudy({ space: {}, seed: -1, trials: 0 } as never))).split('\n')).toHaveLength(2);
  });
});
