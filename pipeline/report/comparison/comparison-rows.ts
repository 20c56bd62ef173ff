import { formatNumber, formatValue } from '../format-number.js';
import { tallyOf } from '../report-data/verdict.js';
import type { ComparedObjective, Comparison, ObjectiveSide } from './compare-studies.js';

/** What a comparison says as a table: a header, and a row for each fact with its value in either study. */
export interface ComparisonRows {
  readonly header: readonly [string, string, string];
  readonly rows: readonly (readonly [fact: string, first: string, second: string])[];
  /** A sentence for each objective on trials of the same settings. */
  readonly tests: readonly string[];
}

/** Differences that chance makes rarer than that are called differences. */
const level = 0.05;

export function comparisonRows({ studies, objectives }: Comparison): ComparisonRows {
  const [a, b] = studies;
  return {
    header: ['', a.name, b.name],
    rows: [
      ['trials', tallyOf(a), tallyOf(b)],
      ...objectives.flatMap(({ name, unit, sides }) => [
        sideRow(`best ${name}`, sides, ({ best }) => best, unit),
        sideRow(`median ${name}`, sides, ({ median }) => median, unit),
      ]),
    ],
    tests: objectives.length === 0 ? ['The studies have no objective in common.'] : objectives.map(testText),
  };
}

const sideRow = (
  fact: string,
  [first, second]: ComparedObjective['sides'],
  pick: (side: ObjectiveSide) => number | undefined,
  unit: string,
) => [fact, text(pick(first), unit), text(pick(second), unit)] as const;

const text = (value: number | undefined, unit: string) => (value === undefined ? '–' : formatValue(value, unit));

function testText({ name, direction, unit, paired }: ComparedObjective): string {
  if (!paired) return `${name}: no setting was tried in both studies, so that trials cannot be paired.`;
  const { pairs, medianDifference, p } = paired;
  const counted = `${pairs} pair${pairs === 1 ? '' : 's'} of trials with the same setting`;
  const test = `Wilcoxon signed-rank test, p = ${formatNumber(p)}`;
  if (!(p < level)) return `${name}: the studies cannot be told apart by ${counted} (${test}).`;
  const isBetter = medianDifference !== 0 && medianDifference < 0 === (direction === 'minimize');
  const size = formatValue(Math.abs(medianDifference), unit === 'share' ? '' : unit);
  return `${name}: the second study is ${isBetter ? 'better' : 'worse'} by ${size} in the median of ${counted} (${test}).`;
}
