import type { StopSignal } from './stop-signal.js';
import type { WorkerProcess } from './worker/worker-process.js';
import type { WorkerSlot } from './worker-slot.js';

/** What the workers have loaded. */
export type DataFacts = Pick<WorkerProcess, 'task' | 'dataHash'>;

/** Where the trials of a study are trained: in processes of this machine, or wherever a worker takes them from a queue. */
export interface StudyPlaces {
  /** One for each trial that may run at the same time. */
  readonly slots: readonly WorkerSlot[];
  /**
   * Makes the places ready. What is given tells what the data is like.
   * @returns undefined when the study was stopped meanwhile
   * @throws OrtuneError when the study or its data is refused, or no worker can be started
   */
  open(stop: StopSignal): Promise<DataFacts | undefined>;
  /** Ends everything that runs in them; more than once does no harm. */
  close(): Promise<void>;
}
