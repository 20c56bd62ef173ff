import { describeRatio, type LatencyComparison } from '../../benchmark/compare-latencies.js';
import type { Parity } from '../../export/measure-parity.js';
import type { KeptOperator } from '../../quantize/kept-operator.js';
import type { QuantizationVariant } from '../../quantize/variant-names.js';
import { formatMetric } from '../progress/format-value.js';

export interface MedianLatencies {
  readonly before: number;
  readonly after: number;
  /** Of what is after to what was before. */
  readonly comparison: LatencyComparison;
}

export interface QuantizationReport {
  readonly variant: QuantizationVariant;
  readonly before: { readonly file: string; readonly bytes: number };
  readonly after: { readonly file: string; readonly bytes: number };
  /** Nodes by operator. */
  readonly quantized: Readonly<Record<string, number>>;
  readonly kept: readonly KeptOperator[];
  readonly comparedOn: 'calibration samples' | 'random inputs';
  readonly difference: Parity;
  /** Median at batch 1 in ms; absent where it was interrupted. */
  readonly latency: MedianLatencies | undefined;
}

/** What `ortune quantize` prints. */
export function renderQuantization(report: QuantizationReport): string {
  const { before, after, quantized, kept, comparedOn, difference, latency } = report;
  const share = (100 * after.bytes) / before.bytes;
  const top1 = difference.top1 === undefined ? '' : `, same top class in ${(100 * difference.top1).toFixed(1)} %`;
  return [
    `${after.file}: ${formatMetric('model.bytes', after.bytes)}, ${share.toFixed(0)} % of ${formatMetric('model.bytes', before.bytes)}`,
    `${report.variant}: ${Object.entries(quantized)
      .map(([op, count]) => `${count} ${op}`)
      .join(', ')}`,
    ...keptLines(kept),
    `on the ${comparedOn}: largest difference ${difference.maxAbs.toPrecision(3)} (${(100 * difference.maxRel).toPrecision(2)} % of the largest output)${top1}`,
    ...(latency ? [latencyLine(latency)] : []),
    '',
  ].join('\n');
}

/** One line for each operator and reason. */
function keptLines(kept: readonly KeptOperator[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { op, name, reason } of kept) {
    const key = `${op}: ${reason}`;
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  return [...groups].map(([what, names]) => {
    const [first = '', ...others] = names;
    return `float32 ${what} (${first}${others.length > 0 ? ` and ${others.length} more` : ''})`;
  });
}

function latencyLine({ before, after, comparison }: MedianLatencies): string {
  const verdict = describeComparison(comparison);
  return `p50 at batch 1: ${formatMetric('latency.p50', after)}, was ${formatMetric('latency.p50', before)}: ${verdict}`;
}

/** Of how many times as fast or slow it is, with the interval of 99 %. */
function describeComparison({ ratio, interval, verdict }: LatencyComparison): string {
  const faster = { ratio: 1 / ratio, interval: interval && { low: 1 / interval.high, high: 1 / interval.low } };
  if (verdict === 'slower') return `${describeRatio({ ratio, interval })} times as slow`;
  return `${describeRatio(faster)} times as fast${verdict === 'tied' ? ', so no difference can be told' : ''}`;
}
