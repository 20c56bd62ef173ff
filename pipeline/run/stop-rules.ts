import type { EndReason } from '../study/end-reason.js';
import type { StopConditions } from '../study/study-controls.js';
import type { Direction } from '../study/trial.js';

/** What a trial has achieved that breaks no hard constraint. */
export interface TrialResult {
  /** One per objective, smaller is better. */
  readonly losses: readonly number[];
  /** Keeps the soft constraints too. */
  readonly preferred: boolean;
}

/**
 * Told of every trial that ends, of one without a result too; says which of the study's own conditions is met with it.
 */
export type StopRules = (
  result: TrialResult | undefined,
) => Extract<EndReason, 'no-improvement' | 'target'> | undefined;

/**
 * @param direction of the first objective, in whose units `target` is
 * @param before what there was before the first trial that is told of
 */
export function stopRules(
  { noImprovement = Number.POSITIVE_INFINITY, target }: Omit<StopConditions, 'seconds'>,
  direction: Direction,
  before: readonly TrialResult[] = [],
): StopRules {
  /** What no other trial so far is better than. */
  let front = before.reduce<readonly TrialResult[]>(withResult, []);
  let inVain = 0;
  return (result) => {
    const next = result ? withResult(front, result) : front;
    inVain = next === front ? inVain + 1 : 0;
    front = next;
    if (result && isReached(result.losses[0])) return 'target';
    return inVain >= noImprovement ? 'no-improvement' : undefined;
  };

  function isReached(loss: number | undefined): boolean {
    if (loss === undefined || target === undefined) return false;
    return loss <= (direction === 'maximize' ? -target : target);
  }
}

/** The same front where the result is no better than one of it. */
function withResult(front: readonly TrialResult[], result: TrialResult): readonly TrialResult[] {
  if (front.some((known) => isAtLeastAsGood(known, result))) return front;
  return [...front.filter((known) => !isAtLeastAsGood(result, known)), result];
}

/** What keeps the soft constraints is better than what does not, whatever the objectives; otherwise in every objective. */
function isAtLeastAsGood(a: TrialResult, b: TrialResult): boolean {
  if (a.preferred !== b.preferred) return a.preferred;
  return a.losses.every((loss, i) => loss <= (b.losses[i] ?? Number.POSITIVE_INFINITY));
}
