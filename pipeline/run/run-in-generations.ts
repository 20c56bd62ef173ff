import type { TrialRecord } from '../study/trial.js';
import { benchmarkTrials } from './benchmark-trials.js';
import { orEndStudy } from './or-end-study.js';
import { timedBounds } from './preflight-timing.js';
import { prepareTrial, type StudyContext, trainTrial } from './run-trial.js';
import { checkSlots } from './work-through.js';
import type { WorkerSlot } from './worker-slot.js';

interface Candidate {
  readonly trial: TrialRecord;
  readonly slot: WorkerSlot;
}

/**
 * As many trials as there are workers are prepared one by one, trained together, and then timed on the quiet machine:
 * for studies whose objectives or constraints are timings, which are wrong while anything else computes. A worker whose trial ends with
 * nothing to be timed, as pruned ones do, takes another while others of the generation train; but not where constraints have the
 * untrained network timed, since that too needs a quiet machine.
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
  const { study, ledger, slots, stop, gate } = context;
  const prepared: Candidate[] = [];
  for (const slot of slots) {
    const trial = await nextWorthTraining(context, slot);
    if (trial) prepared.push({ trial, slot });
  }
  const mayRefill = timedBounds(study.constraints).length === 0;
  let training = prepared.length;
  const work = async ({ trial, slot }: Candidate): Promise<readonly number[]> => {
    for (let current: TrialRecord | undefined = trial; current; ) {
      if (await trainTrial(context, slot, current)) {
        ledger.progress(current.number, { type: 'phase', phase: 'waiting' });
        return [current.number];
      }
      // While the study is paused, those that wait are timed.
      const goesOn = mayRefill && training > 1 && !gate.isClosed;
      current = goesOn ? await nextWorthTraining(context, slot) : undefined;
    }
    return [];
  };
  const trained = prepared.map((candidate) =>
    orEndStudy(stop, () => work(candidate)).finally(() => {
      training--;
    }),
  );
  return (await Promise.all(trained)).flat();
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
