export interface ProcessorPaceOptions {
  /** Milliseconds between the end of one time and the next. */
  readonly shortestPause: number;
  readonly longestPause: number;
  /** Of one core, that the work may take. */
  readonly share: number;
}

/** For work that is done again and again beside a study, and must not take the processor from it. */
export interface ProcessorPace {
  /** Milliseconds until it is time again, 0 where it is. */
  remaining(): number;
  /** Does the work, and counts the processor time that this process takes meanwhile. */
  spend<Result>(work: () => Promise<Result>): Promise<Result>;
}

/**
 * As `pace`, but by processor time: on a busy machine work takes long by the clock that costs the study little, and waiting long
 * because of that would leave a reader behind just then.
 */
export function processorPace({ shortestPause, longestPause, share }: ProcessorPaceOptions): ProcessorPace {
  let due = 0;
  return {
    remaining: () => Math.max(0, due - performance.now()),
    async spend(work) {
      const before = process.cpuUsage();
      try {
        return await work();
      } finally {
        const { user, system } = process.cpuUsage(before);
        const pause = (user + system) / 1000 / share;
        due = performance.now() + Math.min(longestPause, Math.max(shortestPause, pause));
      }
    },
  };
}
