import type { MeasureOptions } from '../benchmark/measure-options.js';
import { bestThroughput, type Measurement } from '../benchmark/measurement.js';
import { type Percentile, percentiles } from '../benchmark/percentiles.js';

/** What session options are tuned for. */
export interface TuningObjective {
  readonly title: string;
  /** What a model costs in each round, in `unit`; undefined where too little was measured, with the remedy in `missing`. */
  costs(measurement: Measurement): readonly number[] | undefined;
  readonly unit: string;
  readonly missing: string;
  readonly measure: Pick<MeasureOptions, 'batchSizes' | 'percentile'>;
}

/** By the names of `--objective`. */
export const tuningObjectives = {
  p50: latency('p50', 'median latency'),
  p90: latency('p90', '90th percentile of latency'),
  p99: latency('p99', '99th percentile of latency'),
  throughput: {
    title: 'time a sample at the best of the batch sizes 1, 8 and 64',
    costs: (measurement) => bestThroughput(measurement)?.rounds.map((perSecond) => 1000 / perSecond),
    unit: 'ms',
    missing: 'no batch was timed: give more `--seconds`',
    measure: {},
  },
  memory: {
    title: 'peak memory of the process',
    costs: ({ peakMemory }) => peakMemory.values,
    unit: 'MB',
    missing: 'it was not measured',
    measure: { batchSizes: [] },
  },
} as const satisfies Record<string, TuningObjective>;

export type TuningObjectiveName = keyof typeof tuningObjectives;

export const tuningObjectiveNames = Object.keys(tuningObjectives) as readonly TuningObjectiveName[];

function latency(percentile: Percentile, title: string): TuningObjective {
  return {
    title,
    costs: ({ latency }) => latency.rounds[percentile],
    unit: 'ms',
    missing: `it needs ${percentiles[percentile].fewestSamples} runs: give more \`--seconds\`, or a lower percentile`,
    measure: { batchSizes: [], percentile },
  };
}
