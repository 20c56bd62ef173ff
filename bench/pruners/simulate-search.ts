import { randomStream } from '../../pipeline/random/random-stream.js';
import type { ObservedTrial, Report } from '../../pipeline/search/observed-trial.js';
import type { TrialState } from '../../pipeline/study/trial.js';
import type { Judge } from './contender.js';
import type { Task } from './task.js';

export interface Search {
  readonly task: Task;
  readonly seed: number;
  /** How many settings are tried: the first of a random order of the task's. */
  readonly trials: number;
  /** How many train at the same time; each takes the next setting when it is done. */
  readonly workers: number;
}

/** What a search has found and spent when one more of its trials is complete. */
export interface Found {
  /** All epochs trained until then. */
  readonly epochs: number;
  /** The least final loss among trials that ran to the end; `Infinity` without any. */
  readonly loss: number;
}

export interface SearchResult {
  /** After every complete trial, in the order of time. */
  readonly found: readonly Found[];
  /** All epochs trained; those of pruned and failed trials count. */
  readonly epochs: number;
  /** The least loss with which a trial ended, complete or pruned. */
  readonly leastLast: number;
  readonly states: Readonly<Record<'COMPLETE' | 'PRUNED' | 'FAIL', number>>;
}

/** A trial under way. */
interface Run {
  readonly number: number;
  readonly curve: readonly number[];
  /** Time of one of its epochs. */
  readonly pace: number;
  readonly reports: Report[];
  /** When its next epoch ends. */
  at: number;
}

/** Standard deviation of the logarithm of the time of an epoch: workers drift apart, as they do with networks of different size. */
const paceSpread = 0.3;

/** Random search over known curves in simulated time: trials report, are judged and end as they would with real workers. */
export async function simulateSearch({ task, seed, trials, workers }: Search, judge: Judge): Promise<SearchResult> {
  const order = shuffled(task.curves.length, seed).slice(0, trials);
  const observed: ObservedTrial[] = [];
  const running: Run[] = [];
  const found: Found[] = [];
  const states = { COMPLETE: 0, PRUNED: 0, FAIL: 0 };
  let epochs = 0;
  let best = Number.POSITIVE_INFINITY;
  let leastLast = Number.POSITIVE_INFINITY;

  const start = (now: number) => {
    const number = observed.length;
    const row = order[number];
    if (row === undefined) return;
    const pace = Math.exp(paceSpread * randomStream(seed, number, 'pace').normal());
    running.push({ number, curve: task.curves[row] ?? [], pace, reports: [], at: now + pace });
    observed.push({ number, state: 'RUNNING', parameters: { row }, losses: [] });
  };
  const observe = ({ number, reports }: Run, state: TrialState, losses: readonly number[]) => {
    const trial = { number, state, parameters: observed[number]?.parameters ?? {}, losses, reports: [...reports] };
    observed[number] = trial;
    return trial;
  };
  const end = async (run: Run, state: keyof typeof states, losses: readonly number[] = []) => {
    running.splice(running.indexOf(run), 1);
    states[state]++;
    if (state !== 'FAIL') leastLast = Math.min(leastLast, run.reports.at(-1)?.losses[0] ?? Number.POSITIVE_INFINITY);
    await judge.ended(observe(run, state, losses));
    start(run.at);
  };

  for (let worker = 0; worker < workers; worker++) start(0);
  for (let run = nextToReport(running); run; run = nextToReport(running)) {
    epochs++;
    const step = run.reports.length + 1;
    const loss = run.curve[step - 1] ?? Number.NaN;
    if (!Number.isFinite(loss)) {
      await end(run, 'FAIL');
      continue;
    }
    run.reports.push({ step, losses: [loss] });
    if (step === task.epochs) {
      best = Math.min(best, loss);
      found.push({ epochs, loss: best });
      await end(run, 'COMPLETE', [loss]);
      continue;
    }
    const prune = await judge.shouldPrune(observe(run, 'RUNNING', []), observed);
    if (prune) await end(run, 'PRUNED');
    else run.at += run.pace;
  }
  return { found, epochs, leastLast, states };
}

/** Ties by number, so that a search is always the same. */
const nextToReport = (running: readonly Run[]): Run | undefined =>
  running.reduce<Run | undefined>(
    (next, run) => (!next || run.at < next.at || (run.at === next.at && run.number < next.number) ? run : next),
    undefined,
  );

/** 0 ... count - 1 in random order (Fisher and Yates). */
function shuffled(count: number, seed: number): readonly number[] {
  const random = randomStream(seed, 'settings');
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
}
