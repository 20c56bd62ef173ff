import { meritOf } from '../rank/rank-trials.js';
import type { EndReason } from '../study/end-reason.js';
import { objectiveLosses } from '../study/objective-losses.js';
import type { Study } from '../study/study.js';
import type { TrialRecord } from '../study/trial.js';

/** Told of every trial that ends; says which of the study's own conditions is met with it. */
export type StopRules = (trial: TrialRecord) => Extract<EndReason, 'no-improvement' | 'target'> | undefined;

interface Result {
  readonly losses: readonly number[];
  /** Keeps the soft constraints too. */
  readonly preferred: boolean;
}

export function stopRules({
  stopWhen: { noImprovement = Number.POSITIVE_INFINITY, target },
  objectives,
  constraints,
}: Pick<Study, 'stopWhen' | 'objectives' | 'constraints'>): StopRules {
  /** What no other trial so far is better than. */
  let front: readonly Result[] = [];
  let inVain = 0;
  return (trial) => {
    const result = resultOf(trial);
    if (!result || front.some((known) => isAtLeastAsGood(known, result))) inVain++;
    else {
      front = [...front.filter((known) => !isAtLeastAsGood(result, known)), result];
      inVain = 0;
    }
    if (result && isReached(result.losses[0])) return 'target';
    return inVain >= noImprovement ? 'no-improvement' : undefined;
  };

  function resultOf({ state, metrics }: TrialRecord): Result | undefined {
    const losses = state === 'COMPLETE' ? objectiveLosses(metrics, objectives) : undefined;
    const merit = meritOf(metrics, constraints);
    return losses && merit !== 'infeasible' ? { losses, preferred: merit === 'preferred' } : undefined;
  }

  function isReached(loss: number | undefined): boolean {
    if (loss === undefined || target === undefined) return false;
    return loss <= (objectives[0].direction === 'maximize' ? -target : target);
  }
}

/** What keeps the soft constraints is better than what does not, whatever the objectives; otherwise in every objective. */
function isAtLeastAsGood(a: Result, b: Result): boolean {
  if (a.preferred !== b.preferred) return a.preferred;
  return a.losses.every((loss, i) => loss <= (b.losses[i] ?? Number.POSITIVE_INFINITY));
}
