import { expect, it } from 'vitest';
import { latencyChart } from '../../pipeline/report/charts/latency.js';
import { renderChartSvg } from '../../pipeline/report/charts/render-chart-svg.js';
import { describeToldStudy, type ToldStudy } from '../../pipeline/report/report-data/describe-study-json.js';
import { makeReportData } from '../../pipeline/report/report-data/make-report-data.js';
import { columnOf } from '../../pipeline/report/report-data/report-data.js';
import { valueText } from '../../pipeline/report/report-data/verdict.js';
import { renderSummaryMd } from '../../pipeline/report/summary/render-summary-md.js';
import { tableColumns } from '../../pipeline/report/table/table-columns.js';
import { plainText } from '../../pipeline/run/progress/paint.js';
import { renderSummary } from '../../pipeline/run/progress/render-summary.js';
import { minimize } from '../../pipeline/study/objective.js';
import type { TrialRecord } from '../../pipeline/study/trial.js';
import { exampleTiming, exampleTrial } from '../run/example-trials.js';

/** 0.75 ms or 1.5 ms at the 90th percentile, in five rounds that differ by a little. */
const rounds = (level: number, shift = 0) =>
  [1, 1.01, 0.99, 1, 1.015].map((_, i, all) => level * (all[(i + shift) % all.length] ?? 1));

const timed = (number: number, p90: readonly number[] | undefined): TrialRecord =>
  exampleTrial({
    number,
    metrics: { 'validation.accuracy': 0.9, ...(p90 && { 'latency.p50': 0.5, 'latency.p90': p90[0] }) },
    ...(p90 && { timing: exampleTiming(p90) }),
  });

const trials = [timed(0, rounds(1.5)), timed(1, rounds(0.75)), timed(2, undefined), timed(3, rounds(0.75, 1))];

const told = (ended?: ToldStudy['ended']): ToldStudy => ({
  name: 'digits',
  place: 'reports/digits',
  seed: 1,
  facts: [],
  objectives: [minimize('latency.p90')],
  constraints: [],
  space: {},
  trials: trials.map((trial, i) => ({ ...trial, rank: i + 1, feasible: true, paretoRank: 1 })),
  files: [],
  tables: [],
  ...(ended && { ended }),
});

it('latencies have their intervals, and say in words with which trials they are tied', () => {
  const data = makeReportData(describeToldStudy(told('complete')));
  expect(data.trials.map((_, i) => valueText(columnOf(data, 'metric:latency.p90'), i))).toEqual([
    '1.5 ms (0.7 to 0.8)',
    '0.75 ms (0.7 to 0.8)',
    '',
    '0.7575 ms (0.7 to 0.8)',
  ]);
  expect(columnOf(data, 'attribute:latency group')?.values).toEqual([2, 1, null, 1]);
  const ties = tableColumns(data).find(({ name }) => name === 'latency ties');
  expect(ties?.isShown).toBe(true);
  expect(data.trials.map((_, i) => ties?.text(i))).toEqual(['', 'p90 tied with 3', '', 'p90 tied with 1']);
  expect(valueText(columnOf(data, 'attribute:latency disturbed'), 0)).toContain('5 % slower');

  const table = renderSummaryMd(data)
    .split('\n')
    .filter((line) => line.startsWith('|'));
  expect(table[0]).toContain('| latency group |');
  expect(table[3]).toContain('| 0.75 ms ±7 % | 1 |');
  const picture = renderChartSvg(latencyChart, data) ?? '';
  expect(picture).toContain('trial 1 · group 1');
  expect(picture).toContain('trial 0 · group 2');
});

it('a study that goes on has no groups: they are of all of its trials', () => {
  const data = makeReportData(describeToldStudy(told()));
  expect(columnOf(data, 'attribute:latency group')).toBeUndefined();
  expect(valueText(columnOf(data, 'metric:latency.p90'), 1)).toBe('0.75 ms (0.7 to 0.8)');
});

it('of a large group a few are named', () => {
  const many = Array.from({ length: 9 }, (_, i) => timed(i, rounds(0.75)));
  const data = makeReportData(
    describeToldStudy({
      ...told('complete'),
      trials: many.map((one, i) => ({ ...one, rank: i + 1, feasible: true, paretoRank: 1 })),
    }),
  );
  const ties = columnOf(data, 'attribute:latency ties');
  expect(valueText(ties, 0)).toBe('p90 tied with 1, 2, 3 and 5 others');
  expect(valueText(ties, 8)).toBe('p90 tied with 0, 1, 2 and 5 others');
});

it("the terminal's table has margins and groups", () => {
  const lines = renderSummary(
    {
      type: 'study-finished',
      study: 'digits',
      reason: 'complete',
      objectives: [minimize('latency.p90')],
      constraints: [],
      ranking: trials,
      seconds: 1,
    },
    plainText,
  );
  expect(lines.find((line) => line.includes('latency group'))).toContain('latency.p90');
  expect(lines.find((line) => /^ *4 +3 /.test(line))).toMatch(/0\.7575 ms ±7 % .* 1 /);
});
