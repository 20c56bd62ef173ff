import { compareLatencies, comparisonConfidence } from './compare-latencies.js';
import type { LatencyRounds } from './latency-summary.js';
import type { Percentile } from './percentiles.js';
import { usualConfidence } from './statistics/interval.js';
import { trimmedMean } from './statistics/trimmed-mean.js';

/**
 * Groups of models whose latencies cannot be told apart, from 1, the fastest; undefined for a model without the percentile. In the order of
 * their means, the fastest model opens group 1; each further one is compared with the model that opened the last group, joins that group
 * where the two are tied, and opens the next where it is slower. "Tied" is no transitive relation: members are tied with the first of their
 * group, not necessarily with each other, and the first of a group may be tied with some of the group before.
 * The fastest of many equal models is so by luck, and more so the more there are: a comparison is made at 99 %, and at least at
 * 95 % for all pairs together (Bonferroni).
 */
export function latencyGroups(
  models: readonly LatencyRounds[],
  percentile: Percentile = 'p50',
): readonly (number | undefined)[] {
  const measured = models.flatMap((model, index) => {
    const values = model.rounds[percentile];
    return values?.length ? [{ model, index, mean: trimmedMean(values.map(Math.log)).mean }] : [];
  });
  measured.sort((a, b) => a.mean - b.mean || a.index - b.index);
  const pairs = (measured.length * (measured.length - 1)) / 2;
  const confidence = Math.max(comparisonConfidence, 1 - (1 - usualConfidence) / pairs);
  const groups: (number | undefined)[] = models.map(() => undefined);
  let opener: LatencyRounds | undefined;
  let group = 0;
  for (const { model, index } of measured) {
    if (!opener || compareLatencies(model, opener, { percentile, confidence })?.verdict === 'slower') {
      opener = model;
      group++;
    }
    groups[index] = group;
  }
  return groups;
}
