import { describe, expect, it } from 'vitest';
import { callbackRunner } from '../../pipeline/run/study-callbacks.js';
import type { StudyCallbacks } from '../../pipeline/study/study-controls.js';
import { exampleTrial } from './example-trials.js';

const soFar = { name: 'digits', ranking: [], stop: () => undefined };
const result = { name: 'digits', reason: 'complete', ranking: [], report: 'reports/digits' } as const;

function run(callbacks: StudyCallbacks) {
  const warnings: string[] = [];
  return { runner: callbackRunner(callbacks, (message) => warnings.push(message)), warnings };
}

describe('callbacks', () => {
  it('are called with the trial and the study, and those of trials are over before that of the study', async () => {
    const calls: unknown[] = [];
    let release: () => void = () => undefined;
    const { runner } = run({
      async onTrialEnd(trial, study) {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        calls.push([trial.number, study.name]);
      },
      onStudyEnd: ({ reason }) => {
        calls.push(reason);
      },
    });
    runner.trialEnded(exampleTrial({ number: 4 }), soFar);
    const ended = runner.studyEnded(result);
    expect(calls).toEqual([]);
    release();
    await ended;
    expect(calls).toEqual([[4, 'digits'], 'complete']);
  });

  it('cannot break the study: what they throw or reject is a warning', async () => {
    const { runner, warnings } = run({
      onTrialEnd(trial) {
        if (trial.number === 0) throw new TypeError('no network');
        return Promise.reject(new Error('too late'));
      },
      onStudyEnd: () => {
        throw new Error('at the end');
      },
    });
    runner.trialEnded(exampleTrial({ number: 0 }), soFar);
    runner.trialEnded(exampleTrial({ number: 1 }), soFar);
    await runner.studyEnded(result);
    expect(warnings).toEqual([
      '`callbacks.onTrialEnd` failed: TypeError: no network',
      '`callbacks.onTrialEnd` failed: Error: too late',
      '`callbacks.onStudyEnd` failed: Error: at the end',
    ]);
  });

  it('may be none', async () => {
    const { runner, warnings } = run({});
    runner.trialEnded(exampleTrial(), soFar);
    await runner.studyEnded(result);
    expect(warnings).toEqual([]);
  });
});
