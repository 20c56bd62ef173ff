/**
 * The percentiles that are measured, and the samples below which one is not given. They are what MLPerf's LoadGen asks of its
 * single-stream scenario (mlcommons/inference, loadgen/early_stopping.cc and issue 1629): the smallest number of samples of which, with 99 %
 * confidence, two or more lie above the true percentile q, so that an estimate that leaves one out is still not too low:
 * P(Binomial(n, 1 - q) <= 1) <= 0.01. LoadGen has no such rule for the median, which is always given.
 */
export const percentiles = {
  p50: { percent: 50, fewestSamples: 1 },
  p90: { percent: 90, fewestSamples: 64 },
  p99: { percent: 99, fewestSamples: 662 },
  'p99.9': { percent: 99.9, fewestSamples: 6636 },
} as const;

export type Percentile = keyof typeof percentiles;

export const percentileNames = Object.keys(percentiles) as readonly Percentile[];
