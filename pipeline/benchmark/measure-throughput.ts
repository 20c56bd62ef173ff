import type { TimedBatches } from './child-protocol.js';
import { type Clock, sampleRuns, type TimedRun } from './sample-runs.js';

/** A batch that would take longer than this many shares of the time is not tried. */
const longestRunInShares = 8;

/**
 * Samples per second at each batch size, in the order given (ascending): all its runs over all their time, after one
 * run that does not count, as a new batch size makes ONNX Runtime plan its memory anew.
 */
export async function measureThroughput(
  timerFor: (batch: number) => TimedRun,
  batchSizes: readonly number[],
  milliseconds: number,
  clock: Clock,
): Promise<TimedBatches[]> {
  const share = milliseconds / batchSizes.length;
  const results: TimedBatches[] = [];
  let perSample = 0;
  for (const batch of batchSizes) {
    if (results.length > 0 && perSample * batch > longestRunInShares * share) break;
    const run = timerFor(batch);
    await run();
    const times = await sampleRuns(run, clock, { milliseconds: share });
    const total = times.reduce((sum, time) => sum + time, 0);
    const samples = batch * times.length;
    results.push({ batch, samplesPerSecond: (1000 * samples) / total, n: times.length });
    perSample = total / samples;
  }
  return results;
}
