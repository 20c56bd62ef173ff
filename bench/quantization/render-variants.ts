import { describeRatio } from '../../pipeline/benchmark/compare-latencies.js';
import { textTable } from '../text-table.js';
import type { VariantRow } from './measure-variants.js';

/** Each variant beside the float32 model, which is the first row. */
export function renderVariants(rows: readonly VariantRow[]): string {
  const [float] = rows;
  if (!float) return '';
  return textTable([
    ['variant', 'test accuracy', 'points lost', 'size, kB', 'of fp32', 'p50, us', 'of fp32'],
    ...rows.map(({ variant, accuracy, bytes, p50, againstFloat }) => [
      variant,
      accuracy.toFixed(4),
      (100 * (float.accuracy - accuracy)).toFixed(2),
      (bytes / 1000).toFixed(1),
      (bytes / float.bytes).toFixed(2),
      (1000 * p50).toFixed(1),
      describeRatio(againstFloat),
    ]),
  ]);
}

export function renderVariantsCsv(networks: ReadonlyMap<string, readonly VariantRow[]>): string {
  const lines = ['network,variant,test_accuracy,bytes,p50_ms,of_fp32,of_fp32_low,of_fp32_high'];
  for (const [network, rows] of networks) {
    for (const { variant, accuracy, bytes, p50, againstFloat } of rows) {
      const { ratio, interval } = againstFloat;
      lines.push([network, variant, accuracy, bytes, p50, ratio, interval?.low, interval?.high].join());
    }
  }
  return `${lines.join('\n')}\n`;
}
