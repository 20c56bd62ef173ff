import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpaceExhaustedError } from '../../../pipeline/errors.js';
import { createStudy } from '../../../pipeline/run/ask-tell/create-study.js';
import type { StudyOptions } from '../../../pipeline/run/ask-tell/study-options.js';
import { type PrunerName, pruners } from '../../../pipeline/search/pruners/registry.js';
import { grid } from '../../../pipeline/search/samplers/grid.js';
import { type SamplerName, samplers } from '../../../pipeline/search/samplers/registry.js';
import { containsParameters, parametersKey } from '../../../pipeline/study/contains-parameters.js';
import { spaceSize } from '../../../pipeline/study/enumerate-space.js';
import { choice, float, int, type Space } from '../../../pipeline/study/space.js';
import type { Parameters } from '../../../pipeline/study/trial.js';
import { anySpace } from '../../study/any-space.js';

const samplerNames = Object.keys(samplers) as SamplerName[];
const prunerNames = Object.keys(pruners) as PrunerName[];

/** A valley at x = 2 whose second coordinate exists on one side only. */
const space = {
  x: float(-5, 5),
  shape: choice(['round', 'flat']),
  y: int(-3, 3, { when: { shape: 'round' } }),
};
const loss = ({ x, y }: { readonly x: number; readonly y: number | undefined }) => (x - 2) ** 2 + (y ?? 2) ** 2;

describe.each(samplerNames)('sampler %s', (sampler) => {
  it('searches conditional spaces, for one objective and for two', async () => {
    const study = await createStudy({ space, sampler, seed: 3 });
    expect(await study.optimize(({ params }) => loss(params), { trials: 16 })).toBe('complete');
    expect(study.trials).toHaveLength(16);
    for (const { params } of study.trials) expect(containsParameters(space, params as Parameters)).toBe(true);
    const losses = study.trials.flatMap((trial) => (trial.state === 'COMPLETE' ? trial.values : []));
    expect(study.bestTrial?.values[0]).toBe(Math.min(...losses));

    const pair = await createStudy({ space, sampler, seed: 3, directions: ['minimize', 'maximize'] });
    await pair.optimize(({ params }) => [loss(params), params.x], { trials: 16 });
    expect(pair.trials).toHaveLength(16);
    expect(pair.bestTrials.length).toBeGreaterThan(0);
  });

  it('suggests the same for the same seed and the same results, whenever they come', async () => {
    const run = async (pause: boolean) => {
      const study = await createStudy({ space, sampler, seed: 11 });
      for (let i = 0; i < 14; i++) {
        const trial = await study.ask();
        if (pause) await new Promise((done) => setTimeout(done, 1));
        await study.tell(trial, loss(trial.params));
      }
      return study.trials;
    };
    expect(await run(true)).toEqual(await run(false));
  });

  it('tries every setting of a finite space once, then says that it is exhausted', async () => {
    const finite = { a: int(0, 3), b: choice(['p', 'q']), c: choice([true, false], { when: { b: 'q' } }) };
    const study = await createStudy({ space: finite, sampler, seed: 5 });
    expect(await study.optimize(({ params }) => params.a)).toBe('exhausted');
    expect(new Set(study.trials.map(({ params }) => parametersKey(params as Parameters))).size).toBe(12);
    const error = await study.ask().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SpaceExhaustedError);
    expect(String(error)).toBe(
      'SpaceExhaustedError: every setting of the space has been tried (12 trials): there is nothing left to ask for; enlarge the space, or raise `replicates`',
    );
  });
});

it('suggests settings of any space that satisfy its predicate, by every sampler, each once', async () => {
  await fc.assert(
    fc.asyncProperty(
      anySpace({ continuous: false }).filter((any) => spaceSize(any) <= 12 && spaceSize(any) >= 2),
      fc.constantFrom(...samplerNames),
      fc.nat(1000),
      async (any: Space, sampler, seed) => {
        // Leaves out one setting, whichever it is that the first trial tries without it.
        const [first] = (await tried({ space: any, sampler, seed }, 1)).map(parametersKey);
        const where = (params: Parameters) => parametersKey(given(params)) !== first;
        const all = await tried({ space: any, sampler, seed, where }, 100);
        expect(all).toHaveLength(spaceSize(any) - 1);
        expect(new Set(all.map(parametersKey)).size).toBe(all.length);
        expect(all.map(parametersKey)).not.toContain(first);
      },
    ),
    { numRuns: 30 },
  );

  async function tried(options: StudyOptions<Space, readonly ['minimize']>, trials: number) {
    const study = await createStudy(options);
    await study.optimize(({ number }) => number, { trials });
    return study.trials.map(({ params }) => params as Parameters);
  }
});

describe('replicates', () => {
  it('gives every setting its trials before the next, and the space is exhausted after all of them', async () => {
    const study = await createStudy({ space: { a: int(1, 2), b: int(1, 2) }, sampler: grid(), replicates: 3 });
    expect(await study.optimize(({ params }) => params.a)).toBe('exhausted');
    const keys = study.trials.map(({ params }) => `${params.a}${params.b}`);
    expect(keys).toEqual(['11', '11', '11', '12', '12', '12', '21', '21', '21', '22', '22', '22']);
    await expect(study.ask()).rejects.toThrow('has been tried 3 times (12 trials)');
  });

  it('counts trials that run, so that several can be asked for at once', async () => {
    const study = await createStudy({ space: { a: int(1, 2) }, sampler: 'grid', replicates: 2 });
    const asked = await Promise.all([study.ask(), study.ask(), study.ask(), study.ask()]);
    expect(asked.map(({ params }) => params.a)).toEqual([1, 1, 2, 2]);
    await expect(study.ask()).rejects.toThrow(SpaceExhaustedError);
  });
});

describe('enqueued settings', () => {
  it('are tried first, in their order, completed by the sampler, and only once', async () => {
    const study = await createStudy({ space, sampler: 'tpe', seed: 2 });
    await study.enqueue({ x: 1.5, shape: 'round', y: -2 });
    await study.enqueue({ shape: 'flat' });
    await study.enqueue({ y: 3, x: undefined });
    expect(study.trials.map(({ state }) => state)).toEqual(['WAITING', 'WAITING', 'WAITING']);
    const asked = [await study.ask(), await study.ask(), await study.ask(), await study.ask()];
    expect(asked.map(({ number }) => number)).toEqual([0, 1, 2, 3]);
    expect(asked[0]?.params).toEqual({ x: 1.5, shape: 'round', y: -2 });
    expect(asked[1]?.params).toMatchObject({ shape: 'flat' });
    for (const { params } of asked) expect(containsParameters(space, params as Parameters)).toBe(true);
    expect(study.trials.map(({ state }) => state)).toEqual(Array(4).fill('RUNNING'));
  });

  it('are tried although they were before, but suggest nothing twice', async () => {
    const study = await createStudy({ space: { a: int(1, 3) }, sampler: 'random', seed: 1 });
    await study.tell(await study.ask(), 1);
    const again = study.trials[0]?.params.a ?? Number.NaN;
    await study.enqueue({ a: again });
    const asked = [(await study.ask()).params.a, (await study.ask()).params.a, (await study.ask()).params.a];
    expect(asked[0]).toBe(again);
    expect(new Set(asked).size).toBe(3);
    await expect(study.ask()).rejects.toThrow(SpaceExhaustedError);
  });

  it('that no setting of the predicate has fail, and the search goes on', async () => {
    const study = await createStudy({ space: { a: int(1, 3), b: int(1, 3) }, where: ({ a, b }) => a + b > 4 });
    await study.enqueue({ a: 1 });
    const { number, params } = await study.ask();
    expect(number).toBe(1);
    expect(params.a + params.b).toBeGreaterThan(4);
    expect(study.trials[0]).toMatchObject({ state: 'FAIL', params: { a: 1 } });
    expect(study.trials[0]).toHaveProperty('reason', expect.stringContaining('`where`'));
    await expect(study.enqueue({ a: 1, b: 1 })).rejects.toThrow('{ a: 1, b: 1 } does not satisfy `where`');
  });
});

describe('results from elsewhere', () => {
  it('are trials that the sampler learns from and does not repeat', async () => {
    const study = await createStudy({ space: { a: int(1, 3) }, sampler: 'random' });
    expect(await study.add({ a: 2 }, 0.5)).toMatchObject({ number: 0, state: 'COMPLETE', values: [0.5] });
    await study.add({ a: 1 }, { state: 'FAIL', reason: 'out of memory' });
    expect((await study.ask()).params).toEqual({ a: 3 });
    await expect(study.ask()).rejects.toThrow(SpaceExhaustedError);
    expect(study.bestTrial?.params).toEqual({ a: 2 });
  });
});

describe.each(prunerNames)('pruner %s', (pruner) => {
  it('ends trials by their reports, for one objective and for two, and says why', async () => {
    for (const directions of [['minimize'], ['minimize', 'maximize']] as const) {
      const options = pruner === 'threshold' ? { name: pruner, upper: 5 } : pruner;
      const study = await createStudy({ space, pruner: options, directions: [...directions], seed: 4, steps: 9 });
      for (let i = 0; i < 24; i++) {
        const trial = await study.ask();
        let pruned = false;
        for (let step = 1; step <= 9 && !pruned; step++) {
          // Every third trial gets worse from step to step.
          const value = loss(trial.params) * (1 + 1 / step) + (trial.number % 3 === 0 ? step : 0);
          await trial.report(step, directions.length === 1 ? value : [value, -value]);
          pruned = await trial.shouldPrune();
        }
        const value = loss(trial.params);
        await study.tell(trial, pruned ? { state: 'PRUNED' } : directions.length === 1 ? [value] : [value, -value]);
      }
      const states = study.trials.map(({ state }) => state);
      expect(new Set(states)).toEqual(new Set(pruner === 'none' ? ['COMPLETE'] : ['COMPLETE', 'PRUNED']));
      for (const trial of study.trials) {
        if (trial.state === 'PRUNED') expect(trial.reason).toMatch(new RegExp(`^${pruner}: .`));
      }
      expect(study.bestTrial?.state).toBe('COMPLETE');
    }
  });
});

function given(params: Parameters): Parameters {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}
