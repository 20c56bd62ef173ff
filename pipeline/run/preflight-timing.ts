import { measuredMetrics } from '../benchmark/measurement.js';
import { timeBriefly } from '../benchmark/time-briefly.js';
import { describeViolation, violatedConstraints } from '../rank/constraint-violations.js';
import type { Constraint } from '../study/objective.js';
import type { Study } from '../study/study.js';
import type { MetricName, MetricValues } from '../study/trial.js';

/**
 * What a brief timing tells of an untrained network, which depends on shapes and not on weights, with how many times
 * over the bound it must be to decide; the rest is for the full measurement to say. Latencies come from one process on
 * a machine that may have other work, the cold start is a single one, the memory of two processes differs by a tenth.
 */
const margins = {
  'latency.p50': 1.25,
  'latency.p90': 1.25,
  'latency.p99': 1.25,
  coldStart: 2,
  'memory.peak': 1.15,
  'memory.resident': 1.15,
} as const satisfies Partial<Record<MetricName, number>>;

type TimedMetric = keyof typeof margins;

const isTimed = (metric: MetricName): metric is TimedMetric => Object.hasOwn(margins, metric);

/** The hard constraints that a brief timing of the untrained network can show to be broken. */
export function timedBounds(constraints: readonly Constraint[]): readonly Constraint[] {
  return constraints.filter(({ metric, bound, soft }) => bound === 'atMost' && !soft && isTimed(metric));
}

/**
 * Why the network is certainly too slow or too large, or undefined.
 * @throws ModelFileError when it cannot be run
 */
export async function timingViolation(
  file: string,
  { constraints, benchmark: { session } }: Pick<Study, 'constraints' | 'benchmark'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  return certainViolation(measuredMetrics(await timeBriefly(file, { session, signal })), constraints);
}

/** As `timingViolation`, of what a brief timing gave. */
export function certainViolation(timed: MetricValues, constraints: readonly Constraint[]): string | undefined {
  const known = withTails(timed);
  const [broken] = timedBounds(constraints).filter((constraint) => {
    const { metric, value } = constraint;
    return (
      isTimed(metric) && violatedConstraints(known, [{ ...constraint, value: value * margins[metric] }]).length > 0
    );
  });
  return broken && describeViolation(broken, known);
}

/** Each percentile is at least the ones before it, so a lower one that is too high settles the higher one too. */
function withTails(timed: MetricValues): MetricValues {
  const { 'latency.p50': p50, 'latency.p90': p90 = p50, 'latency.p99': p99 = p90 } = timed;
  return { ...timed, 'latency.p50': p50, 'latency.p90': p90, 'latency.p99': p99 };
}
