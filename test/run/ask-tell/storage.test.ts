import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execaNode } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SpaceExhaustedError, StorageError, TrialFinishedError, UsageError } from '../../../pipeline/errors.js';
import { createStudy } from '../../../pipeline/run/ask-tell/create-study.js';
import { openStore } from '../../../pipeline/store/open-store.js';
import { parametersKey } from '../../../pipeline/study/contains-parameters.js';
import { choice, float, int } from '../../../pipeline/study/space.js';
import type { Parameters } from '../../../pipeline/study/trial.js';

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ortune-ask-tell-'));
});
afterAll(() => rm(folder, { recursive: true }));

const newFile = () => join(folder, `${files++}.db`);

const space = {
  x: float(-5, 5),
  shape: choice(['round', 'flat']),
  y: int(-3, 3, { when: { shape: 'round' } }),
};
const finite = { a: int(1, 6), b: int(1, 5) };

type Study = Awaited<ReturnType<typeof open>>;

/** In memory where no file is given. */
const open = (storage: string | undefined) => {
  const plan = { space, sampler: 'tpe', pruner: 'median', seed: 6 } as const;
  return createStudy(storage === undefined ? plan : { ...plan, storage, name: 'valley' });
};

async function work(study: Study, trials: number): Promise<void> {
  for (let i = 0; i < trials; i++) {
    const trial = await study.ask();
    const loss = (trial.params.x - 2) ** 2 + (trial.params.y ?? 1) ** 2;
    await trial.report(2, loss + 1);
    await trial.report(1, Number.POSITIVE_INFINITY);
    await trial.report(2, 0);
    if (trial.number % 5 === 3) await study.tell(trial, { state: 'FAIL', reason: 'no convergence' });
    else if (await trial.shouldPrune()) await study.tell(trial, { state: 'PRUNED', softViolations: [1] });
    else await study.tell(trial, { state: 'COMPLETE', values: loss, violations: [-1, loss - 20], softViolations: [0] });
  }
}

describe('a study in a storage', () => {
  it('is the study that it would be in memory, whenever it is closed and opened again', async () => {
    const inMemory = await open(undefined);
    await inMemory.enqueue({ shape: 'flat' });
    await work(inMemory, 24);
    const file = newFile();
    for (const trials of [0, 1, 7, 10, 6]) {
      const study = await open(file);
      if (trials === 0) await study.enqueue({ shape: 'flat' });
      await work(study, trials);
      await study.close();
    }
    const reopened = await open(`sqlite:///${file}`);
    expect(reopened.trials).toEqual(inMemory.trials);
    expect(new Set(reopened.trials.map(({ state }) => state))).toEqual(new Set(['COMPLETE', 'PRUNED', 'FAIL']));
    expect(reopened.bestTrial).toEqual(inMemory.bestTrial);
    await reopened.close();
  });

  it('repeats nothing of a finite space across restarts', async () => {
    const file = newFile();
    const options = { space: finite, sampler: 'tpe', storage: file, name: 'finite', seed: 1 } as const;
    for (let run = 0; run < 3; run++) {
      const study = await createStudy(options);
      await study.optimize(({ params }) => params.a * params.b, { trials: 9 });
      // A process that dies leaves a trial that runs: its setting is taken.
      await study.ask();
      await study.close();
    }
    const study = await createStudy(options);
    await expect(study.ask()).rejects.toThrow(SpaceExhaustedError);
    expect(new Set(study.trials.map(({ params }) => parametersKey(params as Parameters))).size).toBe(30);
    await study.close();
  });

  it('goes on under its name, with the same directions', async () => {
    const file = newFile();
    await (await createStudy({ space, storage: file, name: 'a' })).close();
    await expect(createStudy({ space, storage: file, name: 'a', directions: ['maximize'] })).rejects.toThrow(
      StorageError,
    );
    const other = await createStudy({ space, storage: file, name: 'b', directions: ['maximize'] });
    expect(other.trials).toEqual([]);
    await other.close();
  });

  it('is in a storage that can be opened', async () => {
    await expect(createStudy({ space, storage: 'study.sqlite', name: 'a' })).rejects.toThrow(UsageError);
    await expect(createStudy({ space, storage: join(folder, 'no', 'x.db'), name: 'a' })).rejects.toThrow(StorageError);
  });
});

describe('several processes at one study', () => {
  const openTwo = async () => {
    const file = newFile();
    return [await open(file), await open(file)] as const;
  };

  it('may tell the end of a trial, and see what the other has done', async () => {
    const [one, other] = await openTwo();
    const { number } = await one.ask();
    await expect(other.tell(number + 1, 1)).rejects.toThrow('there is no trial 1; the study has 1');
    await other.tell(number, 0.5);
    await expect(one.tell(number, 1)).rejects.toThrow('trial 0 is COMPLETE already');
    expect(one.bestTrial?.values).toEqual([0.5]);
    expect((await one.ask()).number).toBe(1);
    expect(other.trials).toHaveLength(1);
    await other.refresh();
    expect(other.trials).toHaveLength(2);
    await Promise.all([one.close(), other.close()]);
  });

  it('learn at the next report that a trial was ended by another', async () => {
    const [one, other] = await openTwo();
    const trial = await one.ask();
    await other.tell(trial.number, { state: 'FAIL', reason: 'taken for dead' });
    await expect(trial.report(1, 1)).rejects.toThrow(TrialFinishedError);
    await Promise.all([one.close(), other.close()]);
  });

  it('prune by the reports of each other', async () => {
    const [one, other] = await openTwo();
    for (let i = 0; i < 8; i++) {
      const trial = await one.ask();
      await trial.report(1, 1);
      await one.tell(trial, 1);
    }
    const hopeless = await other.ask();
    await hopeless.report(1, 9);
    expect(await hopeless.shouldPrune()).toBe(true);
    await Promise.all([one.close(), other.close()]);
  });

  it('take each enqueued setting once, and none that another is about to start', async () => {
    const file = newFile();
    const [one, other] = [await open(file), await open(file)];
    await one.enqueue({ x: 1, shape: 'flat' });
    await one.enqueue({ x: 2, shape: 'flat' });
    await one.enqueue({ shape: 'flat' });
    const store = await openStore(file, 'write');
    const study = await store.findStudy('valley');
    if (study) await store.claimWaitingTrial(study.id);
    const asked = await Promise.all([one.ask(), other.ask(), one.ask()]);
    expect(asked.map(({ number }) => number).sort()).toEqual([1, 2, 3]);
    expect(asked.find(({ number }) => number === 1)?.params).toEqual({ x: 2, shape: 'flat' });
    expect(one.trials[0]).toMatchObject({ state: 'WAITING', claimed: true, params: { x: 1, shape: 'flat' } });
    await Promise.all([one.close(), other.close(), store.close()]);
  });

  it('end together where the study has its trials', async () => {
    const options = { space, storage: newFile(), name: 'planned', trials: 11 };
    const studies = [await createStudy(options), await createStudy(options)];
    await studies[0]?.enqueue({ shape: 'flat' });
    const ends = await Promise.all(studies.map((study) => study.optimize(({ params }) => params.x)));
    expect(ends).toEqual(['complete', 'complete']);
    for (const study of studies) {
      await study.refresh();
      expect(study.trials.map(({ state }) => state)).toEqual(Array(11).fill('COMPLETE'));
      await study.close();
    }
  });

  it('never try the same', async () => {
    const storage = newFile();
    const child = fileURLToPath(new URL('./ask-in-child.ts', import.meta.url));
    const runs = [0, 1].map(() => execaNode(child, [storage], { nodeOptions: ['--import', 'tsx'] }));
    const tried = (await Promise.all(runs)).flatMap(({ stdout }): readonly number[] => JSON.parse(stdout));
    expect(tried.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, number) => number));
    const study = await createStudy({ space: finite, sampler: 'random', storage, name: 'shared' });
    expect(new Set(study.trials.map(({ params }) => parametersKey(params as Parameters))).size).toBe(30);
    expect(new Set(study.trials.map(({ state }) => state))).toEqual(new Set(['COMPLETE']));
    await study.close();
  });
});
