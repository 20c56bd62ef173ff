import { OrtuneError, SpaceExhaustedError, UsageError } from '../../errors.js';
import { quoteValue } from '../../study/quote-value.js';
import { sameFailure } from '../same-failure.js';
import { stopRules } from '../stop-rules.js';
import type { TrialFailure } from '../worker/protocol.js';
import type { EarlyStops, OptimizeRun } from './optimize-options.js';
import type { StudySession } from './study-session.js';
import { type FinishedTrial, isBegun, type RunningTrial } from './study-trial.js';
import type { TrialOutcome } from './trial-outcome.js';
import { trialResult } from './trial-result.js';

/** Why `optimize` ended. `exhausted`: every setting has been tried; `callback`: it asked for the end. */
export type OptimizeEnd = 'complete' | 'timeout' | 'exhausted' | 'no-improvement' | 'target' | 'callback';

interface Conduct {
  /** How many are begun, or how many the study is to have with those of all processes; `Infinity` where something else ends it. */
  readonly budget: { readonly trials: number } | { readonly total: number };
  readonly timeoutSeconds?: number;
  readonly concurrency?: number;
  readonly stopWhen?: EarlyStops;
  readonly onTrialEnd?: (trial: FinishedTrial, run: OptimizeRun) => void | Promise<void>;
}

/**
 * Asks, runs and tells until there is a reason to end. What the objective throws is why its trial FAILs.
 * @throws OrtuneError where the first trials all throw the same; UsageError where the objective returns what cannot be told; whatever
 * `onTrialEnd` throws. The trials that run at the same time are waited for.
 */
export async function optimize(
  session: StudySession,
  objective: (trial: RunningTrial) => TrialOutcome | Promise<TrialOutcome>,
  { budget, timeoutSeconds, concurrency = 1, stopWhen = {}, onTrialEnd }: Conduct,
): Promise<OptimizeEnd> {
  const deadline = performance.now() + (timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  const { directions } = session.settings;
  const before = session.trials.flatMap((trial) => trialResult(trial, directions) ?? []);
  const earlier = session.trials.filter(isBegun).length;
  const judge = stopRules(stopWhen, directions[0], before);
  const ended: FinishedTrial[] = [];
  const failures = new Map<number, TrialFailure>();
  let begun = 0;
  let end: OptimizeEnd | undefined;
  const stop = () => {
    end ??= 'callback';
  };

  const next = (): Promise<RunningTrial | undefined> => {
    if ('total' in budget) return session.askUpTo(budget.total);
    const total = Number.isFinite(budget.trials) ? earlier + budget.trials : undefined;
    return session.ask(session.settings.trials ?? total);
  };

  const runOne = async () => {
    begun++;
    const trial = await next();
    if (!trial) {
      end ??= 'complete';
      return;
    }
    const told = await tell(session, trial, await evaluate(objective, trial, failures));
    ended.push(told);
    const hopeless = sameFailure(ended, failures, Number.POSITIVE_INFINITY);
    if (hopeless) throw new OrtuneError(`every trial fails in the same way: ${hopeless.reason}`);
    await onTrialEnd?.(told, { stop });
    end ??= judge(trialResult(told, directions));
  };

  const runMany = async () => {
    try {
      while (end === undefined) {
        if ('trials' in budget && begun >= budget.trials) end = 'complete';
        else if (performance.now() >= deadline) end = 'timeout';
        else await runOne();
      }
    } catch (error) {
      end ??= 'exhausted';
      if (!(error instanceof SpaceExhaustedError)) throw error;
    }
  };

  const runs = await Promise.allSettled(Array.from({ length: concurrency }, runMany));
  for (const run of runs) if (run.status === 'rejected') throw run.reason;
  return end ?? 'complete';
}

async function evaluate(
  objective: (trial: RunningTrial) => TrialOutcome | Promise<TrialOutcome>,
  trial: RunningTrial,
  failures: Map<number, TrialFailure>,
): Promise<TrialOutcome> {
  try {
    return await objective(trial);
  } catch (error) {
    const reason = error instanceof Error ? String(error) : `threw ${quoteValue(error)}`;
    failures.set(trial.number, { kind: reason, reason });
    return { state: 'FAIL', reason };
  }
}

/** An outcome that cannot be told is a mistake in the objective; its trial does not stay RUNNING. */
async function tell(session: StudySession, { number }: RunningTrial, outcome: TrialOutcome): Promise<FinishedTrial> {
  try {
    return await session.tell(number, outcome);
  } catch (error) {
    if (error instanceof UsageError) await session.tell(number, { state: 'FAIL', reason: error.message });
    throw error;
  }
}
