import type { TrialRecord } from '../study/trial.js';
import { benchmarkTrials } from './benchmark-trials.js';
import { prepareTrial, type StudyContext, trainTrial } from './run-trial.js';
import { checkSlots } from './work-through.js';
import type { WorkerSlot } from './worker-slot.js';

interface Candidate {
  readonly trial: TrialRecord;
  readonly slot: WorkerSlot;
}

/**
 * As many trials as there are workers are prepared one by one, trained together, and then timed on the quiet machine:
 * for studies whose objectives or constraints are timings, which are wrong while anything else computes.
 */
export async function runInGenerations(context: StudyContext): Promise<void> {
  const { ledger, stop } = context;
  while (!stop.signal.aborted && ledger.isOpen) {
    await benchmarkGeneration(context, await trainGeneration(context));
    await context.recorded();
    if (ledger.hopeless) stop.stop('failed');
    checkSlots(context);
  }
}

/** @returns the numbers of the trials that were trained */
async function trainGeneration(context: StudyContext): Promise<readonly number[]> {
  const { ledger, slots } = context;
  const prepared: Candidate[] = [];
  for (const slot of slots) {
    const trial = await nextWorthTraining(context, slot);
    if (trial) prepared.push({ trial, slot });
  }
  const trained = await Promise.all(
    prepared.map(async ({ trial, slot }) => {
      const succeeded = await trainTrial(context, slot, trial);
      if (succeeded) ledger.progress(trial.number, { type: 'phase', phase: 'waiting' });
      return succeeded ? [trial.number] : [];
    }),
  );
  return trained.flat();
}

/** Goes on sampling until a trial passes pre-flight, so that no worker idles for a generation. */
async function nextWorthTraining(context: StudyContext, slot: WorkerSlot): Promise<TrialRecord | undefined> {
  const { ledger, stop, gate } = context;
  while (!ledger.hopeless && !slot.givenUp) {
    await gate.passed();
    if (stop.signal.aborted) break;
    const trial = ledger.next();
    if (!trial || (await prepareTrial(context, slot, trial))) return trial;
  }
  return undefined;
}

async function benchmarkGeneration(context: StudyContext, numbers: readonly number[]): Promise<void> {
  const { ledger } = context;
  for (const { number, result } of await benchmarkTrials(context, numbers)) {
    if ('error' in result) ledger.fail(number, { kind: result.error.name, reason: result.error.message });
    else ledger.complete(number);
  }
}
