import { describe, expect, it } from 'vitest';
import { epochReports, reportedObjectives } from '../../pipeline/search/epoch-reports.js';
import { observeTrial } from '../../pipeline/search/observed-trial.js';
import { atMost, maximize, minimize, soft } from '../../pipeline/study/objective.js';
import { trial } from '../rank/trial-fixture.js';
import { exampleEpoch } from '../run/example-trials.js';

const curve = [exampleEpoch(1), { ...exampleEpoch(2), validationLoss: Number.NaN }];

describe('what the epochs of a trial say', () => {
  it('is one loss for each objective that is known by then, in the order of the objectives', () => {
    const objectives = [
      maximize('validation.accuracy'),
      minimize('latency.p90'),
      minimize('model.bytes'),
      minimize('validation.loss'),
    ];
    expect(reportedObjectives(objectives).map(({ metric }) => metric)).toEqual([
      'validation.accuracy',
      'model.bytes',
      'validation.loss',
    ]);
    expect(epochReports({ curve, metrics: { 'model.bytes': 500 } }, objectives)).toEqual([
      { step: 1, losses: [-0.85, 500, 1.5] },
      { step: 2, losses: [-0.85, 500, Number.NaN] },
    ]);
  });

  it('is nothing where no objective is known by then, time included', () => {
    expect(epochReports({ curve, metrics: {} }, [minimize('latency.p90'), minimize('train.seconds')])).toEqual([]);
    expect(epochReports({ curve: [], metrics: {} }, [minimize('train.loss')])).toEqual([]);
  });

  it('is seen of pruned and of running trials', () => {
    const objectives = [minimize('train.loss')];
    const reports = [
      { step: 1, losses: [1] },
      { step: 2, losses: [0.5] },
    ];
    for (const state of ['PRUNED', 'RUNNING'] as const) {
      expect(observeTrial(trial(0, {}, { state, curve }), objectives)).toMatchObject({ state, losses: [], reports });
    }
    expect(observeTrial(trial(0, {}, { state: 'PRUNED' }), objectives)).not.toHaveProperty('reports');
  });
});

describe('violations', () => {
  const constraints = [atMost('model.bytes', 100), soft(atMost('latency.p90', 2))];
  const seen = (state: 'COMPLETE' | 'PRUNED' | 'FAIL') =>
    observeTrial(trial(0, { 'model.bytes': 130 }, { state }), [minimize('train.loss')], constraints).violations;

  it('count what is not measured as broken, but not of a pruned trial', () => {
    expect(seen('COMPLETE')).toEqual([30, Number.POSITIVE_INFINITY]);
    expect(seen('FAIL')).toEqual([30, Number.POSITIVE_INFINITY]);
    expect(seen('PRUNED')).toEqual([30, 0]);
  });
});
