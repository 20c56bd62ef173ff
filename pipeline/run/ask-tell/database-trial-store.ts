import { openStore } from '../../store/open-store.js';
import type { StoredTrial, TrialId } from '../../store/stored-trial.js';
import type { TrialOutcome } from '../../store/study-store.js';
import { systemAttributes } from '../../store/system-attributes.js';
import type { Space } from '../../study/space.js';
import { fromStoredTrial, waitingTrial } from './from-stored-trial.js';
import type { FinishedTrial, StudyTrial } from './study-trial.js';
import type { Directions } from './trial-outcome.js';
import type { TrialStore } from './trial-store.js';

/**
 * Keeps the trials of a study in a storage of Optuna's format, where it goes on if it is there.
 * @throws UsageError, StorageError
 */
export async function databaseTrialStore(
  storage: string,
  name: string,
  { space, directions }: { readonly space: Space; readonly directions: Directions },
): Promise<TrialStore> {
  const store = await openStore(storage, 'create');
  const study = await store.openStudy({ name, directions });
  const ids = new Map<number, TrialId>();
  const converted = new WeakMap<StoredTrial, StudyTrial>();

  const idOf = (number: number): TrialId => {
    const id = ids.get(number);
    if (id === undefined) throw new RangeError(`trial ${number} was never loaded`);
    return id;
  };
  const remember = <T extends StoredTrial>(trial: T): T => {
    ids.set(trial.number, trial.id);
    return trial;
  };
  const convert = (stored: StoredTrial): StudyTrial => {
    const trial = converted.get(stored) ?? fromStoredTrial(remember(stored));
    converted.set(stored, trial);
    return trial;
  };

  return {
    load: async () => (await store.readTrials(study.id)).map(convert),
    async begin({ number, params }) {
      const created = await store.createTrialIfNext(study.id, number, { setting: { parameters: params, space } });
      return created !== undefined && remember(created).number === number;
    },
    async enqueue(params) {
      await store.enqueueTrial(study.id, { fixed: params });
    },
    async claim() {
      const claimed = await store.claimWaitingTrial(study.id);
      if (!claimed) return undefined;
      return waitingTrial(remember(claimed));
    },
    start: ({ number, params }) => store.setParameters(idOf(number), { parameters: params, space }),
    async report({ number }, { step, values }) {
      const [first, ...others] = values;
      if (first !== undefined) await store.report(idOf(number), { step, values: [first, ...others] });
    },
    finish: (trial) => store.finishTrial(idOf(trial.number), outcomeOf(trial)),
    close: () => store.close(),
  };
}

function outcomeOf(trial: FinishedTrial): TrialOutcome {
  const { violations, softViolations } = trial;
  const details = {
    ...(violations.length > 0 && { constraints: violations }),
    ...(softViolations.length > 0 && { systemAttributes: { [systemAttributes.softConstraints]: softViolations } }),
  };
  return trial.state === 'COMPLETE'
    ? { state: 'COMPLETE', values: trial.values, ...details }
    : { state: trial.state, reason: trial.reason, ...details };
}
