import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completed, failed, pruned, started, waitingTrial, withEpoch } from '../../pipeline/run/trial-life-cycle.js';
import { isFinished } from '../../pipeline/study/is-finished.js';
import type { TrialRecord } from '../../pipeline/study/trial.js';
import { exampleEpoch } from './example-trials.js';

const steps: readonly ((trial: TrialRecord) => TrialRecord)[] = [
  started,
  completed,
  (trial) => pruned(trial, 'too large'),
  (trial) => failed(trial, 'diverged'),
];

describe('trial life cycle', () => {
  it('goes from waiting over running to complete', () => {
    const running = withEpoch(started(waitingTrial(3, { units: 8 })), exampleEpoch(1));
    expect(running).toMatchObject({ number: 3, state: 'RUNNING', epochs: 1, parameters: { units: 8 } });
    expect(completed(running)).toMatchObject({ state: 'COMPLETE', reason: '', epochs: 1 });
  });

  it('never leaves a final state, and never completes what did not run', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...steps), { maxLength: 6 }), (path) => {
        let trial = waitingTrial(0, {});
        for (const step of path) {
          const before = trial;
          try {
            trial = step(before);
          } catch {
            continue;
          }
          expect(isFinished(before)).toBe(false);
          if (trial.state === 'COMPLETE') expect(before.state).toBe('RUNNING');
        }
      }),
    );
  });

  it('keeps a reason on one line', () => {
    expect(failed(started(waitingTrial(0, {})), 'first\n   second \nthird').reason).toBe('first second third');
  });

  it('trains epochs of running trials only', () => {
    expect(() => withEpoch(waitingTrial(0, {}), exampleEpoch(1))).toThrow(/WAITING/);
  });
});
