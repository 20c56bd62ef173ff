import type { StopSignal } from './stop-signal.js';

/** What a worker does; an error that is no trial's fault ends the study: the other workers must not go on behind its back. */
export async function orEndStudy<Result>(stop: StopSignal, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    stop.stop('failed');
    throw error;
  }
}
