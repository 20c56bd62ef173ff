import { describe, expect, it } from 'vitest';
import { studyImportance } from '../../../pipeline/rank/importance/study-importance.js';
import { maximize, minimize } from '../../../pipeline/study/objective.js';
import { choice, float } from '../../../pipeline/study/space.js';
import type { TrialState } from '../../../pipeline/study/trial.js';
import { trial } from '../trial-fixture.js';

const space = { rate: float(0, 1), units: choice([4, 8]), bias: choice([true]) };
const study = { space, objectives: [maximize('validation.accuracy'), minimize('model.bytes')], seed: 3 };

/** Accuracy is decided by `rate`, size by `units`. */
const trials = (count: number, state: TrialState = 'COMPLETE') =>
  Array.from({ length: count }, (_, number) => {
    const parameters = { rate: ((7 * number) % count) / count, units: number % 2 === 0 ? 4 : 8, bias: true };
    return trial(
      number,
      { 'validation.accuracy': parameters.rate ** 2, 'model.bytes': 1000 * parameters.units },
      { parameters, state },
    );
  });

describe('the importance that a report tells', () => {
  it('is of every objective by every method, and of all objectives together', () => {
    const found = studyImportance(study, trials(40)) ?? [];
    expect(found.map(({ objective, method, n }) => `${method} ${objective} ${n}`)).toEqual([
      'fanova validation.accuracy 40',
      'fanova model.bytes 40',
      'fanova pareto_rank 40',
      'ped-anova validation.accuracy 40',
      'ped-anova model.bytes 40',
      'ped-anova pareto_rank 40',
    ]);
    const first = (index: number) => found[index]?.hyperparameters[0]?.hyperparameter;
    expect([0, 1, 3, 4].map(first)).toEqual(['rate', 'units', 'rate', 'units']);
  });

  it('does not depend on the order of the trials, which is that of a ranking', () => {
    expect(studyImportance(study, trials(20).reverse())).toEqual(studyImportance(study, trials(20)));
  });

  it('counts complete trials with a value only', () => {
    const others = (['PRUNED', 'FAIL', 'RUNNING', 'WAITING'] as const).flatMap((state) => trials(5, state));
    const [withoutSize, ...rest] = trials(20);
    const partly = { ...withoutSize, metrics: { 'validation.accuracy': 0.5 } } as ReturnType<typeof trial>;
    const found = studyImportance(study, [...others, partly, ...rest]) ?? [];
    expect(found.slice(0, 3).map(({ n }) => n)).toEqual([20, 19, 19]);
  });

  it('is not there with fewer than ten complete trials, or fewer than two hyperparameters that vary', () => {
    expect(studyImportance(study, trials(9))).toBeUndefined();
    expect(studyImportance(study, [...trials(9), ...trials(9, 'PRUNED')])).toBeUndefined();
    expect(studyImportance(study, trials(10))).toBeDefined();
    const onlyRate = trials(20).map((one) => ({ ...one, parameters: { ...one.parameters, units: 4 } }));
    expect(studyImportance(study, onlyRate)).toBeUndefined();
  });

  it('leaves out an objective that is equal in all trials', () => {
    const equal = trials(12).map((one) => ({ ...one, metrics: { ...one.metrics, 'model.bytes': 7 } }));
    const found = studyImportance(study, equal) ?? [];
    expect(found.map(({ objective }) => objective)).not.toContain('model.bytes');
    expect(studyImportance({ ...study, objectives: [minimize('model.bytes')] }, equal)).toBeUndefined();
  });
});
