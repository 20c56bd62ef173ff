import { text } from '../summary/render-summary-md.js';
import type { Comparison } from './compare-studies.js';
import { comparisonRows } from './comparison-rows.js';

/** comparison.md: two studies side by side, to paste into a pull request. */
export function renderComparisonMd(comparison: Comparison): string {
  const { header, rows, tests } = comparisonRows(comparison);
  const line = (cells: readonly string[]) => `| ${cells.map(text).join(' | ')} |`;
  const [, first, second] = header;
  return [
    `## ${text(first)} and ${text(second)}`,
    [line(header), '| --- | --: | --: |', ...rows.map(line)].join('\n'),
    tests.map((test) => `- ${text(test)}`).join('\n'),
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}
