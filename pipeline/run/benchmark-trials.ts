import { describeDisturbance } from '../benchmark/disturbances.js';
import { type CandidateResult, measureCandidates } from '../benchmark/measure-candidates.js';
import { timedModel } from '../benchmark/timed-model.js';
import { latencyPercentile } from '../rank/latency-ties.js';
import { trialModelPath } from '../report/write-report.js';
import type { StudyContext } from './run-trial.js';

/** What became of one trial's benchmark. */
export interface TrialBenchmark {
  readonly number: number;
  readonly result: CandidateResult;
}

/**
 * Times every complete trial of a study that is not judged by timings; one that cannot be timed stays complete. In a resumed study
 * all are timed again where one of them is not: what is compared is measured together.
 */
export async function benchmarkComplete(context: StudyContext): Promise<void> {
  const { ledger, onEvent } = context;
  const complete = ledger.trials.filter(({ state }) => state === 'COMPLETE');
  if (complete.every(({ metrics }) => metrics['latency.p50'] !== undefined)) return;
  const numbers = complete.map(({ number }) => number);
  for (const { number, result } of await benchmarkTrials(context, numbers)) {
    if ('error' in result) {
      onEvent({ type: 'warning', message: `trial ${number} was not timed: ${result.error.message}` });
    } else context.onTimed(number, timedModel(result.measurement));
  }
  await context.recorded();
}

/**
 * Times the exported models of trials, one after the other; the caller sees to it that nothing trains meanwhile.
 * @returns what was measured; it ends early, with the rest missing, when the study is stopped
 */
export async function benchmarkTrials(
  { study, folder, ledger, stop, onEvent }: StudyContext,
  numbers: readonly number[],
): Promise<readonly TrialBenchmark[]> {
  if (numbers.length === 0 || stop.signal.aborted) return [];
  onEvent({ type: 'benchmark-started', candidates: numbers.length });
  const files = numbers.map((number) => ({ file: trialModelPath(folder, number) }));
  const results = await measureCandidates(files, {
    ...study.benchmark,
    percentile: latencyPercentile(study),
    signal: stop.signal,
    onProgress: ({ candidate, done, total }) =>
      onEvent({ type: 'benchmark-progress', trial: numbers[candidate] ?? -1, done, total }),
  });
  if (stop.signal.aborted) return [];
  const benchmarks = numbers.flatMap((number, index) => {
    const result = results[index];
    return result ? [{ number, result }] : [];
  });
  for (const { number, result } of benchmarks) {
    if ('measurement' in result) ledger.timed(number, timedModel(result.measurement));
  }
  warnOfDisturbances(benchmarks, onEvent);
  return benchmarks;
}

/** One line for all of them: what disturbs one usually disturbs others. */
function warnOfDisturbances(benchmarks: readonly TrialBenchmark[], onEvent: StudyContext['onEvent']): void {
  const disturbed = benchmarks.flatMap(({ number, result }) => {
    const [first] = 'measurement' in result ? result.measurement.disturbances : [];
    return first ? [{ number, first }] : [];
  });
  const [example, ...others] = disturbed;
  if (!example) return;
  const more = others.length > 0 ? ` and of ${others.length} more` : '';
  const what = describeDisturbance(example.first);
  onEvent({ type: 'warning', message: `the timing of trial ${example.number}${more} was disturbed: ${what}` });
}
