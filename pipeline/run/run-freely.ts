import { benchmarkTrials } from './benchmark-trials.js';
import { prepareTrial, type StudyContext, trainTrial } from './run-trial.js';
import type { WorkerSlot } from './worker-slot.js';

/**
 * Every worker takes the next trial when it is done with its last, and all complete trials are timed together at the
 * end: for studies that are not judged by timings.
 */
export async function runFreely(context: StudyContext): Promise<void> {
  const { ledger, slots, onEvent } = context;
  await Promise.all(slots.map((slot) => runSlot(context, slot)));
  const complete = ledger.trials.filter(({ state }) => state === 'COMPLETE').map(({ number }) => number);
  for (const { number, result } of await benchmarkTrials(context, complete)) {
    if ('error' in result) {
      onEvent({ type: 'warning', message: `trial ${number} was not timed: ${result.error.message}` });
    }
  }
}

async function runSlot(context: StudyContext, slot: WorkerSlot): Promise<void> {
  const { ledger, stop } = context;
  try {
    while (!stop.signal.aborted) {
      const trial = ledger.next();
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
