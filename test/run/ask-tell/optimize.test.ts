import { describe, expect, it, vi } from 'vitest';
import { OrtuneError, UsageError } from '../../../pipeline/errors.js';
import { createStudy } from '../../../pipeline/run/ask-tell/create-study.js';
import { float, int } from '../../../pipeline/study/space.js';

const space = { x: float(-1, 1) };
const states = (study: { readonly trials: readonly { readonly state: string }[] }) =>
  study.trials.map(({ state }) => state);

describe('the end of optimize', () => {
  it('is after so many trials of this call', async () => {
    const study = await createStudy({ space });
    expect(await study.optimize(({ params }) => params.x ** 2, { trials: 3 })).toBe('complete');
    expect(await study.optimize(({ params }) => params.x ** 2, { trials: 2 })).toBe('complete');
    expect(study.trials).toHaveLength(5);
  });

  it('is where the study has the trials it was planned with', async () => {
    const study = await createStudy({ space, trials: 4 });
    await study.tell(await study.ask(), 1);
    await study.enqueue({ x: 0.5 });
    expect(await study.optimize(({ params }) => params.x)).toBe('complete');
    expect(study.trials).toHaveLength(4);
    expect(await study.optimize(({ params }) => params.x)).toBe('complete');
    expect(study.trials).toHaveLength(4);
  });

  it('is where the space is exhausted', async () => {
    const study = await createStudy({ space: { n: int(1, 3) } });
    expect(await study.optimize(({ params }) => params.n, { concurrency: 2 })).toBe('exhausted');
    expect(states(study)).toEqual(Array(3).fill('COMPLETE'));
  });

  it('is where a target is reached, in the direction of the first objective', async () => {
    const study = await createStudy({ space, directions: ['maximize', 'minimize'] });
    const ended = study.optimize(({ number }) => [number, 0], { trials: 9, stopWhen: { target: 3 } });
    expect(await ended).toBe('target');
    expect(study.trials).toHaveLength(4);
  });

  it('is where nothing has improved for so many trials; what was there before counts', async () => {
    const study = await createStudy({ space });
    await study.tell(await study.ask(), 5);
    const values = [6, 5, 4, 7, 4, 8, 1];
    const ended = study.optimize(({ number }) => values[number - 1] ?? 0, {
      trials: 9,
      stopWhen: { noImprovement: 3 },
    });
    expect(await ended).toBe('no-improvement');
    expect(study.trials.flatMap((trial) => ('values' in trial ? trial.values : []))).toEqual([5, 6, 5, 4, 7, 4, 8]);
  });

  it('is where the callback says so; it sees each trial as it ended', async () => {
    const study = await createStudy({ space });
    const seen: string[] = [];
    const ended = study.optimize(
      ({ number }) => {
        if (number === 1) throw new RangeError('no root');
        return number === 2 ? { state: 'PRUNED', reason: 'too slow' } : number;
      },
      {
        trials: 9,
        callbacks: {
          onTrialEnd: async (trial, run) => {
            await Promise.resolve();
            expect(study.trials[trial.number]).toEqual(trial);
            seen.push(`${trial.number} ${trial.state} ${'reason' in trial ? trial.reason : trial.values}`);
            if (trial.number === 3) run.stop();
          },
        },
      },
    );
    expect(await ended).toBe('callback');
    expect(seen).toEqual(['0 COMPLETE 0', '1 FAIL RangeError: no root', '2 PRUNED too slow', '3 COMPLETE 3']);
  });

  it('is after its time, when what runs is done', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const study = await createStudy({ space });
      const ended = study.optimize(
        ({ params }) => {
          vi.advanceTimersByTime(2000);
          return params.x;
        },
        { timeoutSeconds: 5 },
      );
      expect(await ended).toBe('timeout');
      expect(states(study)).toEqual(Array(3).fill('COMPLETE'));
    } finally {
      vi.useRealTimers();
    }
  });

  it('must be foreseeable', async () => {
    const study = await createStudy({ space });
    await expect(study.optimize(() => 1)).rejects.toThrow(UsageError);
    await expect(study.optimize(() => 1, { stopWhen: {} })).rejects.toThrow('would never end');
    expect(study.trials).toEqual([]);
  });
});

it('runs so many trials at the same time, and no more', async () => {
  const study = await createStudy({ space });
  let running = 0;
  let most = 0;
  await study.optimize(
    async ({ number }) => {
      most = Math.max(most, ++running);
      await new Promise((done) => setTimeout(done, 2));
      running--;
      return number;
    },
    { trials: 10, concurrency: 3 },
  );
  expect(most).toBe(3);
  expect(states(study)).toEqual(Array(10).fill('COMPLETE'));
});

it('asks of an objective that prunes by its reports nothing but to say so', async () => {
  const study = await createStudy({ space, pruner: { name: 'threshold', upper: 0.5 } });
  await study.optimize(
    async (trial) => {
      await trial.report(1, Math.abs(trial.params.x));
      if (await trial.shouldPrune()) return { state: 'PRUNED' };
      return Math.abs(trial.params.x);
    },
    { trials: 12 },
  );
  for (const trial of study.trials) {
    if (trial.state === 'PRUNED') expect(trial.reason).toMatch(/^threshold: /);
    expect(trial.state).toBe(Math.abs(trial.params.x ?? 0) > 0.5 ? 'PRUNED' : 'COMPLETE');
  }
});

describe('an objective with a mistake', () => {
  it('that throws the same in the first three trials ends it', async () => {
    const study = await createStudy({ space });
    const broken = study.optimize(
      () => {
        throw new TypeError('model.fit is not a function');
      },
      { trials: 50 },
    );
    await expect(broken).rejects.toThrow(OrtuneError);
    await expect(broken).rejects.toThrow('every trial fails in the same way: TypeError: model.fit is not a function');
    expect(states(study)).toEqual(['FAIL', 'FAIL', 'FAIL']);
  });

  it('that throws now and then goes on', async () => {
    const study = await createStudy({ space });
    await study.optimize(
      ({ number }) => {
        if (number % 2 === 0) throw 'out of luck';
        return number;
      },
      { trials: 8 },
    );
    expect(states(study)).toEqual(['FAIL', 'COMPLETE', 'FAIL', 'COMPLETE', 'FAIL', 'COMPLETE', 'FAIL', 'COMPLETE']);
    expect(study.trials[0]).toMatchObject({ reason: 'threw "out of luck"' });
  });

  it('that returns what cannot be told ends it, and its trial fails', async () => {
    const study = await createStudy({ space });
    const nothing: unknown = undefined;
    const broken = study.optimize(() => nothing as number, { trials: 5 });
    await expect(broken).rejects.toThrow('a trial of this study is told one number, got nothing');
    expect(study.trials).toHaveLength(1);
    expect(study.trials[0]).toMatchObject({ state: 'FAIL', reason: expect.stringContaining('got nothing') });
  });
});

it('a callback that throws ends it when what runs at the same time is done', async () => {
  const study = await createStudy({ space });
  const ended = study.optimize(
    async ({ number }) => {
      if (number === 1) await new Promise((done) => setTimeout(done, 10));
      return number;
    },
    {
      trials: 50,
      concurrency: 2,
      callbacks: {
        onTrialEnd: () => {
          throw new Error('disk full');
        },
      },
    },
  );
  await expect(ended).rejects.toThrow('disk full');
  expect(states(study)).toEqual(['COMPLETE', 'COMPLETE']);
});

it.each<[string, object, string]>([
  ['no trials', { trials: 0 }, '`trials`: must be at least 1 trial, got 0'],
  ['no time', { timeoutSeconds: 0 }, '`timeoutSeconds`: must be greater than 0, got 0'],
  ['no concurrency', { concurrency: 0 }, '`concurrency`: must be at least 1 trial, got 0'],
  ['a mistyped option', { trails: 3 }, 'unknown option `trails`; did you mean `trials`?'],
  [
    'a mistyped condition',
    { stopWhen: { noImprovements: 3 } },
    '`stopWhen`: unknown option `noImprovements`; did you mean',
  ],
  ['time in stopWhen', { stopWhen: { seconds: 3 } }, '`stopWhen`: unknown option `seconds`'],
  ['a callback that is none', { callbacks: { onTrialEnd: 1 } }, '`callbacks.onTrialEnd`: must be a function, got 1'],
])('refuses %s', async (_title, options, expected) => {
  const study = await createStudy({ space });
  const refused = study.optimize(() => 1, options);
  await expect(refused).rejects.toThrow(UsageError);
  await expect(refused).rejects.toThrow(expected);
});
