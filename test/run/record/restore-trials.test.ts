import { describe, expect, it } from 'vitest';
import { restoreTrials } from '../../../pipeline/run/record/restore-trials.js';
import { readTimings, studyAttributes, timedAttribute } from '../../../pipeline/run/record/study-attributes.js';
import { endAttributes, readEndAttributes } from '../../../pipeline/run/record/trial-attributes.js';
import type { Attributes } from '../../../pipeline/store/json-value.js';
import { parseJson } from '../../../pipeline/store/parse-json.js';
import { renderJson } from '../../../pipeline/store/render-json.js';
import type { StoredTrial, TrialId } from '../../../pipeline/store/stored-trial.js';
import { exampleEpoch, exampleTiming, exampleTrial, layerBefore } from '../example-trials.js';

let id = 0;

/** An attempt at trial `trial` as the storage gives it. */
function attempt(trial: number | undefined, state: StoredTrial['state'], system: Attributes = {}): StoredTrial {
  return {
    id: id as TrialId,
    number: id++,
    state,
    parameters: { rate: trial ?? -1 },
    otherParameters: {},
    distributions: {},
    values: [],
    reports: [],
    userAttributes: state === 'COMPLETE' ? { metrics: { 'validation.loss': 0.5 } } : {},
    systemAttributes: { ...(trial !== undefined && { 'ortune:trial': trial }), ...system },
    started: new Date(0),
    finished: new Date(1),
  };
}

const lost = { 'ortune:failure': 'worker was killed', 'ortune:lost': true, 'ortune:reason': 'worker was killed' };
const restore = (stored: readonly StoredTrial[], retries = 1) => restoreTrials(stored, retries, new Map()).trials;
const states = (stored: readonly StoredTrial[], retries?: number) =>
  restore(stored, retries).map(({ record }) => record.state);

describe('trials restored from their attempts', () => {
  it('are each there once, as the last attempt left them', () => {
    const trials = restore([
      attempt(0, 'COMPLETE'),
      attempt(1, 'FAIL', lost),
      attempt(2, 'PRUNED'),
      attempt(1, 'COMPLETE'),
    ]);
    expect(trials.map(({ record }) => [record.number, record.state])).toEqual([
      [0, 'COMPLETE'],
      [1, 'COMPLETE'],
      [2, 'PRUNED'],
    ]);
    expect(trials[1]?.attempts).toHaveLength(2);
    expect(trials[0]?.record).toMatchObject({ parameters: { rate: 0 }, metrics: { 'validation.loss': 0.5 } });
  });

  it('wait where their process was lost, until that was too often', () => {
    const once = [attempt(0, 'FAIL', lost)];
    expect(states(once, 0)).toEqual(['FAIL']);
    expect(states(once, 1)).toEqual(['WAITING']);
    const twice = [...once, attempt(0, 'FAIL')];
    expect(states(twice, 1)).toEqual(['FAIL']);
    expect(states(twice, 2)).toEqual(['WAITING']);
    expect(restore(twice)[0]?.failure?.isLost).toBe(true);
  });

  it('wait where the study was stopped, however often', () => {
    const stopped = ['interrupted', 'timeout', 'failed', 'stopped'].map((kind) =>
      attempt(0, 'FAIL', { 'ortune:failure': kind, 'ortune:reason': kind }),
    );
    expect(states(stopped, 0)).toEqual(['WAITING']);
    expect(restore(stopped)[0]?.losses).toBe(0);
  });

  it('have failed for good where the training did', () => {
    const diverged = attempt(0, 'FAIL', { 'ortune:failure': 'diverged', 'ortune:reason': 'diverged: NaN' });
    expect(states([diverged], 9)).toEqual(['FAIL']);
    expect(restore([diverged], 9)[0]).toMatchObject({
      record: { reason: 'diverged: NaN' },
      failure: { kind: 'diverged' },
    });
  });

  it('leave out what other programs have added, and say how much that is', () => {
    const { trials, foreign } = restoreTrials([attempt(undefined, 'COMPLETE'), attempt(0, 'COMPLETE')], 1, new Map());
    expect(trials).toHaveLength(1);
    expect(foreign).toBe(1);
  });

  it('know what was measured after their end', () => {
    const timed = { metrics: { 'latency.p50': 0.25 }, timing: exampleTiming() };
    const stored = { [studyAttributes.timing(0)]: timedAttribute(timed), [studyAttributes.timing(1)]: { metrics: {} } };
    const timings = readTimings(parseJson(renderJson(stored)) as Attributes);
    expect([...timings.keys()]).toEqual([0]);
    const { trials } = restoreTrials([attempt(0, 'COMPLETE')], 1, timings);
    expect(trials[0]?.record).toMatchObject({
      metrics: { 'validation.loss': 0.5, 'latency.p50': 0.25 },
      timing: exampleTiming(),
    });
  });

  it('refuse a study of which one is missing', () => {
    expect(() => restore([attempt(0, 'COMPLETE'), attempt(2, 'COMPLETE')])).toThrow(/damaged: trial 1 is missing/);
  });
});

describe('the attributes of a trial', () => {
  it('give back all of its record that is not in tables of Optuna, number by number', () => {
    const trial = exampleTrial({
      metrics: {
        'validation.loss': 0.1 + 0.2,
        'parity.maxAbs': 1.1920928955078125e-7,
        'train.loss': Number.POSITIVE_INFINITY,
      },
      curve: [exampleEpoch(1), { ...exampleEpoch(2), validationScore: -1e-300 }],
      diagnosis: 'overfit',
      initialisation: [layerBefore('dense_1', 'healthy'), { ...layerBefore('dense_2', 'dead'), dead: undefined }],
      timing: exampleTiming(),
      warnings: ['it is trained from the beginning'],
    });
    const { user, system } = endAttributes(trial);
    const stored = (attributes: Attributes) => parseJson(renderJson(attributes)) as Attributes;
    const { metrics, curve, epochs, diagnosis, initialisation, timing, warnings } = trial;
    expect(readEndAttributes({ userAttributes: stored(user), systemAttributes: stored(system) })).toEqual({
      metrics,
      curve,
      epochs,
      diagnosis,
      initialisation,
      timing,
      warnings,
    });
  });
});
