export interface PaceOptions {
  /** Before the first time, in milliseconds. */
  readonly firstPause: number;
  /** Between the end of one time and the next, in milliseconds. */
  readonly shortestPause: number;
  /** Of the time, that the work may take: 0.02 makes the pause after it 50 times as long as it took. In (0, 1]. */
  readonly share: number;
}

/** For work that is done again and again beside something else, and must not hold that up. */
export interface Pace {
  /** Milliseconds until it is time again, 0 where it is. */
  remaining(): number;
  /** Does the work, whether or not it is time, and counts what it takes, also where it fails. */
  spend<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** @param now milliseconds, from any beginning */
export function pace(
  { firstPause, shortestPause, share }: PaceOptions,
  now: () => number = () => performance.now(),
): Pace {
  let due = now() + firstPause;
  return {
    remaining: () => Math.max(0, due - now()),
    async spend(work) {
      const begun = now();
      try {
        return await work();
      } finally {
        const ended = now();
        due = ended + Math.max(shortestPause, (ended - begun) / share);
      }
    },
  };
}
