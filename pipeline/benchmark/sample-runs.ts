import { fewestRunsToJudge, isSteady } from './is-steady.js';

/** Milliseconds from any fixed moment. */
export type Clock = () => number;

/** Runs something once and gives the milliseconds it took by its own, tighter clock. */
export type TimedRun = () => number | Promise<number>;

/** Lets signals and messages in between runs, so that a measuring process can be stopped. */
const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));

const breathEveryMs = 50;

/** Runs until `enough` says so, which is asked before every run. */
async function repeat(run: TimedRun, clock: Clock, enough: (times: readonly number[]) => boolean): Promise<number[]> {
  const times: number[] = [];
  let breath = clock();
  while (!enough(times)) {
    const time = run();
    times.push(typeof time === 'number' ? time : await time);
    if (clock() - breath > breathEveryMs) {
      await breathe();
      breath = clock();
    }
  }
  return times;
}

export interface WarmUp {
  readonly runs: number;
  readonly steady: boolean;
}

/**
 * Runs until the running median is steady, at least `atLeastMs` (compilation of the JavaScript around the call and the
 * processor's clock settle in time, not in runs) and at most `atMostMs`.
 */
export async function warmUp(
  run: TimedRun,
  clock: Clock,
  { atLeastMs, atMostMs }: { readonly atLeastMs: number; readonly atMostMs: number },
): Promise<WarmUp> {
  const start = clock();
  let nextLook = fewestRunsToJudge;
  let steady = false;
  const times = await repeat(run, clock, (soFar) => {
    const elapsed = clock() - start;
    if (elapsed >= atMostMs) return true;
    if (soFar.length < nextLook || elapsed < atLeastMs) return false;
    // Looking costs a sort, so it is done ever more rarely.
    nextLook = Math.ceil(soFar.length * 1.25);
    steady = isSteady(soFar);
    return steady;
  });
  return { runs: times.length, steady: steady || isSteady(times) };
}

/**
 * Times runs for `milliseconds`, at least one. When that leaves the count a little short of one of `thresholds`
 * (the samples some percentile needs), it goes on until there; a little is at most `overtime` of the time.
 */
export async function sampleRuns(
  run: TimedRun,
  clock: Clock,
  {
    milliseconds,
    thresholds = [],
    overtime = 0.5,
  }: { readonly milliseconds: number; readonly thresholds?: readonly number[]; readonly overtime?: number },
): Promise<Float64Array> {
  const start = clock();
  const end = start + milliseconds;
  let target: number | undefined;
  const times = await repeat(run, clock, (soFar) => {
    const now = clock();
    if (soFar.length === 0 || now < end) return false;
    target ??= reachable(thresholds, soFar.length, 1 + overtime);
    return soFar.length >= target || now > start + milliseconds * (1 + 2 * overtime);
  });
  return Float64Array.from(times);
}

/** The largest threshold within `factor` of the count, or the count itself. */
function reachable(thresholds: readonly number[], count: number, factor: number): number {
  return Math.max(count, ...thresholds.filter((threshold) => threshold <= count * factor));
}
