import { describe, expect, it } from 'vitest';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { nextSetting } from '../../pipeline/search/next-setting.js';
import { samplers } from '../../pipeline/search/samplers/registry.js';
import { warmHistory } from '../../pipeline/search/warm-history.js';
import { parametersKey } from '../../pipeline/study/contains-parameters.js';
import { atMost, maximize } from '../../pipeline/study/objective.js';
import { choice, int } from '../../pipeline/study/space.js';
import type { Parameters, TrialRecord } from '../../pipeline/study/trial.js';
import { trial } from '../rank/trial-fixture.js';
import { exampleEpoch } from '../run/example-trials.js';

const study = {
  space: { units: int(1, 4), activation: choice(['relu', 'tanh']) },
  objectives: [maximize('validation.accuracy')] as const,
  constraints: [atMost('model.bytes', 100)],
};
const inside = (units: number): Parameters => ({ units, activation: 'relu' });
const record = (number: number, accuracy: number, change: Partial<TrialRecord> = {}) =>
  trial(number, { 'validation.accuracy': accuracy, 'model.bytes': 50 }, { parameters: inside(1), ...change });

describe('the trials of an earlier study', () => {
  it('are numbered from below zero in their order, with losses and violations as this study has them', () => {
    const { trials, skipped } = warmHistory(study, 'reports/earlier', [
      record(5, 0.75, { parameters: inside(2), metrics: { 'validation.accuracy': 0.75, 'model.bytes': 150 } }),
      record(3, 0.5),
    ]);
    expect(trials).toEqual([
      { number: -2, state: 'COMPLETE', parameters: inside(1), losses: [-0.5], violations: [0] },
      { number: -1, state: 'COMPLETE', parameters: inside(2), losses: [-0.75], violations: [50] },
    ]);
    expect(skipped).toEqual({});
  });

  it('are left out where the predicate of this study does not hold', () => {
    const odd = { ...study, allows: ({ units }: Parameters) => Number(units) % 2 === 1 };
    const records = [1, 2, 3].map((units) => record(units, 0.5, { parameters: inside(units) }));
    const { trials, skipped } = warmHistory(odd, 'list', records);
    expect(trials.map(({ parameters }) => parameters.units)).toEqual([1, 3]);
    expect(skipped).toEqual({ 'not allowed by `where`': 1 });
  });

  it('are used where they say something about a setting of this space, and otherwise counted', () => {
    const curve = [exampleEpoch(1)];
    const { trials, skipped } = warmHistory(study, 'reports/earlier', [
      record(0, 0.5, { parameters: { units: 5, activation: 'relu' } }),
      record(1, 0.5, { parameters: { units: 4 } }),
      record(2, 0.5, { metrics: { 'validation.loss': 1 } }),
      record(3, 0.5, { state: 'PRUNED', curve }),
      record(4, 0.5, { state: 'PRUNED' }),
      record(5, 0.5, { state: 'PRUNED', metrics: { 'model.bytes': 101 } }),
      record(6, 0.5, { state: 'FAIL', diagnosis: 'diverged' }),
      record(7, 0.5, { state: 'FAIL', reason: 'interrupted' }),
      record(8, 0.5, { state: 'RUNNING' }),
    ]);
    expect(trials.map(({ state }) => state)).toEqual(['PRUNED', 'PRUNED', 'FAIL']);
    expect(trials[0]?.reports).toEqual([{ step: 1, losses: [-0.85] }]);
    expect(skipped).toEqual({
      'outside of this space': 2,
      'without a value for each objective': 1,
      'pruned for what this study does not constrain': 1,
      failed: 1,
      unfinished: 1,
    });
  });
});

describe.each(Object.keys(samplers) as (keyof typeof samplers)[])('%s', (name) => {
  const all = [1, 2, 3, 4].flatMap((units) => [
    { units, activation: 'relu' },
    { units, activation: 'tanh' },
  ]);
  const { trials: history } = warmHistory(
    study,
    'list',
    all.map((parameters, number) => record(number, number / 10, { parameters })),
  );
  const outline = { seed: 1, trials: 20, objectives: 1 };

  it('may try again what an earlier study has tried, each setting once', () => {
    const sampler = samplers[name].create({});
    const own: { number: number; state: 'COMPLETE'; parameters: Parameters; losses: number[] }[] = [];
    for (let number = 0; number < 9; number++) {
      const trials = [...history, ...own];
      const parameters = sampler.suggest(study.space, trials, randomStream(1, number), outline);
      if (number === 8) expect(parameters).toBeUndefined();
      else own.push({ number, state: 'COMPLETE', parameters: parameters ?? {}, losses: [number] });
    }
    expect(new Set(own.map(({ parameters }) => parametersKey(parameters))).size).toBe(8);
  });

  it('leaves replicates to the trials of this study', () => {
    const sampler = samplers[name].create({});
    const request = { space: study.space, sampler, trials: history, number: 0, queue: [], replicates: 2, outline };
    expect(nextSetting(request)?.from).toBe('sampler');
  });
});

it('gp and tpe begin where an earlier study has found the best', () => {
  const wide = { units: int(0, 1000) };
  const records = Array.from({ length: 40 }, (_, i) =>
    record(i, 1 - Math.abs(i * 25 - 700) / 1000, { parameters: { units: i * 25 } }),
  );
  const { trials } = warmHistory({ ...study, space: wide }, 'list', records);
  for (const name of ['gp', 'tpe'] as const) {
    const first = samplers[name].create({}).suggest(wide, trials, randomStream(3), { seed: 3, trials: 20 });
    expect(Math.abs(Number(first?.units) - 700)).toBeLessThan(100);
  }
});
