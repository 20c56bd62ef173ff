import { timeBriefly } from '../benchmark/time-briefly.js';
import { describeViolation, violatedConstraints } from '../rank/constraint-violations.js';
import type { Constraint } from '../study/objective.js';
import type { MetricName, MetricValues } from '../study/trial.js';

/** A brief timing decides only where it is this much over the bound; the rest is for the full measurement to say. */
const margin = 1.25;

/** Each percentile is at least the ones before it, so a lower one that is too high settles the higher one too. */
const percentiles = ['latency.p50', 'latency.p90', 'latency.p99'] as const satisfies readonly MetricName[];

/** The hard constraints that the latency of an untrained network can already break: it depends on shapes, not on weights. */
export function latencyBounds(constraints: readonly Constraint[]): readonly Constraint[] {
  return constraints.filter(
    ({ metric, bound, soft }) => bound === 'atMost' && !soft && percentiles.some((percentile) => percentile === metric),
  );
}

/**
 * Why the network is certainly too slow, or undefined.
 * @throws ModelFileError when it cannot be run
 */
export async function timingViolation(
  file: string,
  constraints: readonly Constraint[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const { p50, p90 = p50 } = await timeBriefly(file, { signal });
  const timed: MetricValues = { 'latency.p50': p50, 'latency.p90': p90, 'latency.p99': p90 };
  const lenient = Object.fromEntries(percentiles.map((name) => [name, (timed[name] ?? 0) / margin]));
  const [broken] = violatedConstraints(lenient, latencyBounds(constraints));
  return broken && describeViolation(broken, timed);
}
