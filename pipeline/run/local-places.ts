import { OrtuneError } from '../errors.js';
import type { RunOptions } from './run-study.js';
import type { StopSignal } from './stop-signal.js';
import type { StudyPlaces } from './study-places.js';
import { WorkerDiedError, type WorkerProcess } from './worker/worker-process.js';
import { type WorkerSlot, workerSlot } from './worker-slot.js';

/** Worker processes of this machine. */
export function localPlaces(options: RunOptions, workers: number): StudyPlaces {
  const { study, studyFile, overrides, engine, executionProviders, debug, onEvent } = options;
  // Several workers share the cores, one thread each; a single one may use them all, unless several are to give the same.
  const isSingleThreaded = workers > 1 || study.reproducible !== undefined;
  const settings = {
    studyFile,
    overrides,
    engine,
    executionProviders,
    debug,
    ...(isSingleThreaded && { threads: 1 }),
  };
  const onOutput = (line: string) => onEvent({ type: 'output', line });
  const slots = Array.from({ length: workers }, () => workerSlot(settings, { limits: study.limits, onOutput }));
  return {
    slots,
    open: (stop) => openWorkers(slots, stop),
    close: () => closeSlots(slots),
  };
}

export async function closeSlots(slots: readonly WorkerSlot[]): Promise<void> {
  await Promise.all(slots.map((slot) => slot.close()));
}

/** Waits until every worker has loaded the data or died of it; one is enough to begin with. */
async function openWorkers(slots: readonly WorkerSlot[], stop: StopSignal): Promise<WorkerProcess | undefined> {
  const starts = await Promise.allSettled(slots.map((slot) => slot.worker()));
  if (stop.signal.aborted) return undefined;
  const errors = starts.flatMap((start): readonly unknown[] => (start.status === 'rejected' ? [start.reason] : []));
  // The study or its data is refused, which another attempt would not change.
  const refusal = errors.find((error) => !(error instanceof WorkerDiedError));
  if (refusal !== undefined) throw refusal;
  const started = starts.find((start) => start.status === 'fulfilled');
  if (started) return started.value;
  const [death] = errors;
  throw new OrtuneError(`training cannot start: ${death instanceof Error ? death.message : String(death)}`, {
    cause: death,
  });
}
