import { z } from 'zod';
import { UsageError } from '../../errors.js';
import { describeIssues, strictObjectMessages } from '../../study/describe-issues.js';
import { quoteValue } from '../../study/quote-value.js';
import type { Hyperparameters, Space } from '../../study/space.js';
import type { StopConditions } from '../../study/study-controls.js';
import { stopShape } from '../../study/study-controls-schema.js';
import { atLeastOne } from '../../study/whole-number-schemas.js';
import type { FinishedTrial } from './study-trial.js';
import type { Directions, ValuesOf } from './trial-outcome.js';

/** When `optimize` ends, how many trials run at the same time, and who is told. */
export interface OptimizeOptions<S extends Space, D extends Directions> {
  /** How many trials this call runs. Default: what the study's `trials` leave. */
  readonly trials?: number;
  /** No trial is begun after so long; those that run are waited for. */
  readonly timeoutSeconds?: number;
  /** What ends it early, as in a study file. */
  readonly stopWhen?: EarlyStops;
  /** How many trials run at the same time: more than one pays where the objective waits for something. Default 1. */
  readonly concurrency?: number;
  readonly callbacks?: {
    /** Called after each trial, in whatever state it ended, and waited for. */
    readonly onTrialEnd?: (
      trial: FinishedTrial<Hyperparameters<S>, ValuesOf<D>>,
      run: OptimizeRun,
    ) => void | Promise<void>;
  };
}

/** Trials of this call are counted; what they improve on is the best so far, earlier calls included. */
export type EarlyStops = Omit<StopConditions, 'seconds'>;

/** An `optimize` that goes on, as its callback sees it. */
export interface OptimizeRun {
  /** Begins no further trial; those that run are finished. */
  stop(): void;
}

/** Time is an option of its own: `timeoutSeconds`. */
const { seconds: _, ...earlyStops } = stopShape;

const callbacksShape = {
  onTrialEnd: z
    .custom((value) => typeof value === 'function', {
      error: ({ input }) => `must be a function, got ${quoteValue(input)}`,
    })
    .optional(),
};

const shape = {
  trials: atLeastOne('trial').optional(),
  timeoutSeconds: z.number({ error: 'must be a number' }).positive({ error: 'must be greater than 0' }).optional(),
  stopWhen: z
    .strictObject(earlyStops, {
      error: strictObjectMessages(Object.keys(earlyStops), 'must be an object such as { noImprovement: 20 }'),
    })
    .optional(),
  concurrency: atLeastOne('trial').optional(),
  callbacks: z
    .strictObject(callbacksShape, {
      error: strictObjectMessages(
        Object.keys(callbacksShape),
        'must be an object such as { onTrialEnd: (trial) => {} }',
      ),
    })
    .optional(),
};

const schema = z.strictObject(shape, {
  error: strictObjectMessages(Object.keys(shape), 'must be an object such as { trials: 100 }'),
});

/** @throws UsageError with one line per mistake */
export function checkOptimizeOptions(options: unknown): void {
  const result = schema.safeParse(options);
  if (!result.success) throw new UsageError(describeIssues(result.error.issues, options));
}
