/** How a tuning goes about. */
export interface TuningPlan {
  /** That this process may use. */
  readonly processors: number;
  /** Options to try. */
  readonly trials: number;
  readonly seed: number;
  readonly onProgress?: (progress: TuningProgress) => void;
}

export type TuningProgress =
  | {
      readonly phase: 'searching';
      readonly tried: number;
      readonly trials: number;
      /** The lowest cost so far to that of the defaults, which is 1. */
      readonly best: number;
    }
  | { readonly phase: 'simplifying' }
  | { readonly phase: 'confirming' };
