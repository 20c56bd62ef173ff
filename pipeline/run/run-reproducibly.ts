import { benchmarkComplete } from './benchmark-trials.js';
import type { StudyContext } from './run-trial.js';
import { workThrough } from './work-through.js';

/**
 * The trials of a generation are chosen together, and the next generation when all of them have ended: what is chosen, pruned
 * and ended does not depend on how many workers there are, nor on how fast.
 */
export async function runReproducibly(context: StudyContext, generation: number): Promise<void> {
  const { ledger, stop } = context;
  while (!stop.signal.aborted) {
    const trials = [...ledger.nextGeneration(generation)];
    if (trials.length === 0) break;
    await workThrough(context, () => ledger.nextAgain() ?? trials.shift());
  }
  await benchmarkComplete(context);
}
