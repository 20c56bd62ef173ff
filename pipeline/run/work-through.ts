import type { TrialRecord } from '../study/trial.js';
import { prepareTrial, type StudyContext, trainTrial } from './run-trial.js';
import type { WorkerSlot } from './worker-slot.js';

/** Every worker takes the next trial when it is done with its last, until there is none. */
export async function workThrough(context: StudyContext, next: () => TrialRecord | undefined): Promise<void> {
  await Promise.all(context.slots.map((slot) => runSlot(context, slot, next)));
}

async function runSlot(context: StudyContext, slot: WorkerSlot, next: () => TrialRecord | undefined): Promise<void> {
  const { ledger, stop } = context;
  try {
    while (!stop.signal.aborted) {
      const trial = next();
      if (!trial) return;
      const worthTraining = await prepareTrial(context, slot, trial);
      if (worthTraining && (await trainTrial(context, slot, trial))) ledger.complete(trial.number);
      if (ledger.hopeless) stop.stop('failed');
    }
  } catch (error) {
    // An error that is no trial's fault ends the study: the other workers must not go on behind its back.
    stop.stop('failed');
    throw error;
  }
}
