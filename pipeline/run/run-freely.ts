import { benchmarkComplete } from './benchmark-trials.js';
import type { StudyContext } from './run-trial.js';
import { workThrough } from './work-through.js';

/**
 * Every trial is chosen when a worker is free for it, and all complete ones are timed together at the end: for studies that
 * are not judged by timings.
 */
export async function runFreely(context: StudyContext): Promise<void> {
  await workThrough(context, () => context.ledger.next());
  await benchmarkComplete(context);
}
