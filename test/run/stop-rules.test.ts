import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestTrial, rankTrials } from '../../pipeline/rank/rank-trials.js';
import { stopRules } from '../../pipeline/run/stop-rules.js';
import { trialResult } from '../../pipeline/run/trial-result.js';
import { atMost, maximize, minimize, type Objective, soft } from '../../pipeline/study/objective.js';
import type { StopConditions } from '../../pipeline/study/study-controls.js';
import type { TrialRecord } from '../../pipeline/study/trial.js';
import { trial } from '../rank/trial-fixture.js';

type Objectives = readonly [Objective, ...Objective[]];

/** What the rules say of each trial in turn. */
const verdicts = (
  stopWhen: StopConditions,
  trials: readonly TrialRecord[],
  objectives: Objectives = [maximize('validation.accuracy')],
  constraints = [atMost('model.bytes', 100)],
) => {
  const rules = stopRules(stopWhen, objectives[0].direction);
  return trials.map((one) => rules(trialResult(one, { objectives, constraints })));
};

const result = (accuracy: number, bytes = 50, change: Partial<TrialRecord> = {}) =>
  trial(0, { 'validation.accuracy': accuracy, 'model.bytes': bytes }, change);

const failed = result(1, 50, { state: 'FAIL' });
const pruned = result(1, 50, { state: 'PRUNED' });

describe('noImprovement', () => {
  it('counts the trials since the best, in whatever state they ended', () => {
    const trials = [result(0.5), result(0.4), result(0.6), failed, pruned, result(0.6)];
    expect(verdicts({ noImprovement: 3 }, trials)).toEqual([...Array(5).fill(undefined), 'no-improvement']);
  });

  it('counts from the first trial where there is no best yet, and infeasible ones are none', () => {
    expect(verdicts({ noImprovement: 2 }, [failed, result(0.9, 101)])[1]).toBe('no-improvement');
    const later = [result(0.9, 101), result(0.1), result(0.2, 101)];
    expect(verdicts({ noImprovement: 2 }, later)).toEqual([undefined, undefined, undefined]);
  });

  it('is a new place on the front, with several objectives', () => {
    const objectives: Objectives = [maximize('validation.accuracy'), minimize('model.bytes')];
    const trials = [result(0.5, 50), result(0.4, 40), result(0.6, 60), result(0.5, 51), result(0.4, 40)];
    expect(verdicts({ noImprovement: 2 }, trials, objectives)).toEqual([...Array(4).fill(undefined), 'no-improvement']);
  });

  it('puts what keeps the soft constraints above all that does not', () => {
    const constraints = [soft(atMost('model.bytes', 100))];
    const trials = [result(0.9, 101), result(0.1, 100), result(0.95, 101)];
    expect(verdicts({ noImprovement: 1 }, trials, undefined, constraints)).toEqual([
      undefined,
      undefined,
      'no-improvement',
    ]);
  });

  it('agrees with the ranking: what improves is the best of the ranking so far', () => {
    const outcome = fc.record({
      state: fc.constantFrom('COMPLETE' as const, 'COMPLETE' as const, 'PRUNED' as const, 'FAIL' as const),
      accuracy: fc.constantFrom(0.1, 0.2, 0.3, 0.4),
      bytes: fc.constantFrom(50, 80, 101),
    });
    const objectives: Objectives = [maximize('validation.accuracy')];
    const constraints = [atMost('model.bytes', 100), soft(atMost('model.bytes', 60))];
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 12 }), (outcomes) => {
        const trials = outcomes.map(({ state, accuracy, bytes }, number) => ({
          ...result(accuracy, bytes, { state }),
          number,
        }));
        // With a patience of one trial the rules say `no-improvement` of every trial that does not improve.
        const said = verdicts({ noImprovement: 1 }, trials, objectives, constraints);
        const expected = trials.map((one, n) => {
          const best = bestTrial(rankTrials(trials.slice(0, n + 1), objectives, constraints));
          return best?.trial.number === one.number ? undefined : 'no-improvement';
        });
        expect(said).toEqual(expected);
      }),
    );
  });
});

describe('target', () => {
  it('is reached by a feasible trial that is at least as good in the first objective', () => {
    const trials = [result(0.89), failed, pruned, result(0.95, 101), result(0.9)];
    expect(verdicts({ target: 0.9 }, trials)).toEqual([...Array(4).fill(undefined), 'target']);
    const losses = [0.3, 0.2].map((loss) => trial(0, { 'validation.loss': loss }));
    expect(verdicts({ target: 0.2 }, losses, [minimize('validation.loss')], [])).toEqual([undefined, 'target']);
  });

  it('goes before a lack of improvement', () => {
    expect(verdicts({ target: 0.5, noImprovement: 1 }, [result(0.6), result(0.6)])).toEqual(['target', 'target']);
  });
});

it('without conditions a study is never stopped', () => {
  expect(verdicts({}, Array(50).fill(failed))).toEqual(Array(50).fill(undefined));
});
