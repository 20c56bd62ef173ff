import { isWaiting, type StudyTrial } from './study-trial.js';
import type { TrialStore } from './trial-store.js';

/** Keeps the trials of a study that ends with the process. */
export function memoryTrialStore(): TrialStore {
  let trials: readonly StudyTrial[] = [];
  const put = async (trial: StudyTrial) => {
    trials = trials.with(trial.number, trial);
  };
  return {
    load: async () => trials,
    async begin(trial) {
      if (trial.number !== trials.length) return false;
      trials = [...trials, trial];
      return true;
    },
    async enqueue(params) {
      trials = [...trials, { number: trials.length, state: 'WAITING', claimed: false, params, reports: [] }];
    },
    async claim() {
      const waiting = trials.find(isWaiting);
      if (waiting) await put({ ...waiting, claimed: true });
      return waiting;
    },
    start: put,
    report: put,
    finish: put,
    close: async () => {},
  };
}
