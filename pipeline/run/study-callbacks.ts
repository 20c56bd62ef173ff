import type { StudyCallbacks, StudyResult, StudySoFar } from '../study/study-controls.js';
import type { TrialRecord } from '../study/trial.js';

/** The callbacks of a study, which can neither delay nor break it: hours of training do not depend on a notification. */
export interface CallbackRunner {
  trialEnded(trial: TrialRecord, study: StudySoFar): void;
  /** Resolves when every promise that a callback gave is settled. */
  studyEnded(result: StudyResult): Promise<void>;
}

/** @param onWarning told of what a callback throws, or of the promise it gives that is rejected */
export function callbackRunner(callbacks: StudyCallbacks, onWarning: (message: string) => void): CallbackRunner {
  const pending: Promise<void>[] = [];

  function call(name: keyof StudyCallbacks, work: () => void | Promise<void>): void {
    const complain = (error: unknown) => onWarning(`\`callbacks.${name}\` failed: ${String(error)}`);
    try {
      pending.push(Promise.resolve(work()).catch(complain));
    } catch (error) {
      complain(error);
    }
  }

  return {
    trialEnded: (trial, study) => call('onTrialEnd', () => callbacks.onTrialEnd?.(trial, study)),
    async studyEnded(result) {
      await Promise.all(pending);
      call('onStudyEnd', () => callbacks.onStudyEnd?.(result));
      await Promise.all(pending);
    },
  };
}
