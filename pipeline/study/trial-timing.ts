import { z } from 'zod';
import type { LatencyRounds, PercentileIntervals } from '../benchmark/latency-summary.js';
import { percentileNames } from '../benchmark/percentiles.js';
import type { MetricValues } from './trial.js';

/** How far the latencies of a trial are to be trusted. Milliseconds. */
export interface TrialTiming extends LatencyRounds {
  /** 95 %, of the percentiles that there are. */
  readonly intervals: PercentileIntervals;
  /** What disturbed the measurement, a line each. */
  readonly disturbances: readonly string[];
}

/** What the benchmark says of a trial's model. */
export interface TimedModel {
  readonly metrics: MetricValues;
  readonly timing: TrialTiming;
}

const byPercentile = <T extends z.ZodType>(value: T) => z.partialRecord(z.enum(percentileNames), value);

/** Of what a storage or study.json holds. */
export const trialTimingSchema: z.ZodType<TrialTiming> = z.object({
  begun: z.string(),
  rounds: byPercentile(z.array(z.number())),
  intervals: byPercentile(z.object({ low: z.number(), high: z.number() })),
  disturbances: z.array(z.string()),
});
