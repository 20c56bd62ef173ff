import { OrtuneError } from '../errors.js';
import type { TrialRecord } from '../study/trial.js';
import { orEndStudy } from './or-end-study.js';
import { prepareTrial, type StudyContext, trainTrial } from './run-trial.js';
import type { WorkerSlot } from './worker-slot.js';

/** Every worker takes the next trial when it is done with its last, until there is none. */
export async function workThrough(context: StudyContext, next: () => TrialRecord | undefined): Promise<void> {
  await Promise.all(context.slots.map((slot) => runSlot(context, slot, next)));
}

/** @throws OrtuneError when none of the places for a worker can have one any more */
export function checkSlots({ slots, stop }: Pick<StudyContext, 'slots' | 'stop'>): void {
  const [last] = slots.flatMap(({ givenUp }) => givenUp ?? []);
  if (stop.signal.aborted || !last || !slots.every(({ givenUp }) => givenUp)) return;
  throw new OrtuneError(`no worker can be started any more: ${last.message}`, { cause: last });
}

async function runSlot(context: StudyContext, slot: WorkerSlot, next: () => TrialRecord | undefined): Promise<void> {
  const { ledger, stop, gate } = context;
  await orEndStudy(stop, async () => {
    while (!slot.givenUp) {
      await gate.passed();
      if (stop.signal.aborted) break;
      const trial = next();
      if (!trial) return;
      const worthTraining = await prepareTrial(context, slot, trial);
      if (worthTraining && (await trainTrial(context, slot, trial))) ledger.complete(trial.number);
      await context.recorded();
      if (ledger.hopeless) stop.stop('failed');
    }
    checkSlots(context);
  });
}
