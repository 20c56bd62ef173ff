import type { TrialFailure } from './worker/protocol.js';

/** Failures in a row, from the first trial on, after which the cause is the study and not one trial's parameters. */
const enough = 3;

/** What a bad draw of hyperparameters, or the user, causes: no reason to give the study up. */
const expected: ReadonlySet<string> = new Set(['diverged', 'timeout', 'interrupted', 'failed']);

/**
 * The failure that every trial so far has had, if that shows that no trial can succeed: after a few trials, or after
 * all of them where fewer were asked for.
 * @param finished the trials that have ended
 */
export function sameFailure(
  finished: readonly { readonly number: number }[],
  failures: ReadonlyMap<number, TrialFailure>,
  asked: number,
): TrialFailure | undefined {
  const first = failures.get(finished[0]?.number ?? -1);
  if (!first || expected.has(first.kind) || finished.length < Math.min(enough, asked)) return undefined;
  return finished.every(({ number }) => failures.get(number)?.kind === first.kind) ? first : undefined;
}
