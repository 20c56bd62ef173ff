import { describe, expect, it } from 'vitest';
import { firstChoices, isNothing } from '../../pipeline/report/charts/chart.js';
import { lightTheme } from '../../pipeline/report/charts/chart-theme.js';
import { compareStudies } from '../../pipeline/report/comparison/compare-studies.js';
import { comparisonCharts } from '../../pipeline/report/comparison/comparison-charts.js';
import { comparisonRows } from '../../pipeline/report/comparison/comparison-rows.js';
import { renderComparisonMd } from '../../pipeline/report/comparison/render-comparison-md.js';
import { makeReportData } from '../../pipeline/report/report-data/make-report-data.js';
import type { DescribedTrial } from '../../pipeline/report/report-data/study-description.js';
import { describedTrial, reportOf } from './described-study.js';
import { hostileStudy, oddStudies } from './odd-studies.js';

const trial = (number: number, x: number, accuracy: number): DescribedTrial => ({
  ...describedTrial(0, 2),
  number,
  feasible: true,
  parameters: { learningRate: x, optimizer: 'adam' },
  metrics: { 'validation.accuracy': accuracy },
});
const single = { objectives: [{ metric: 'validation.accuracy', direction: 'maximize' as const }], constraints: [] };
const study = (name: string, trials: readonly DescribedTrial[]) => reportOf({ ...single, name, trials });
const paired = (difference: number, n: number) =>
  compareStudies(
    study(
      'a',
      Array.from({ length: n }, (_, i) => trial(i, 0.001 * (i + 1), 0.5 + 0.01 * i)),
    ),
    // In another order, and with a trial that only it has.
    study('b', [
      trial(99, 0.09, 0.1),
      ...Array.from({ length: n }, (_, i) => trial(n - i, 0.001 * (i + 1), 0.5 + 0.01 * i + difference)),
    ]),
  );

describe('two studies', () => {
  it('are compared in their best, their median, and trials of the same setting', () => {
    const [objective] = paired(0.02, 9).objectives;
    expect(objective?.sides[0]).toMatchObject({ n: 9, median: 0.54 });
    expect(objective?.sides[0].best).toBeCloseTo(0.58, 12);
    expect(objective?.sides[1]).toMatchObject({ n: 10 });
    expect(objective?.paired?.pairs).toBe(9);
    expect(objective?.paired?.medianDifference).toBeCloseTo(0.02, 12);
    // All nine differences have one sign: 2 of 2^9 assignments of signs are as extreme.
    expect(objective?.paired?.p).toBeCloseTo(2 / 2 ** 9, 12);
  });

  it.each([
    [0.02, 9, 'the second study is better by 0.02 in the median of 9 pairs'],
    [-0.02, 9, 'the second study is worse by 0.02 in the median of 9 pairs'],
    [0.02, 4, 'the studies cannot be told apart by 4 pairs'],
    [0, 9, 'the studies cannot be told apart by 9 pairs'],
  ])('that differ by %d in %d pairs', (difference, n, expected) => {
    expect(comparisonRows(paired(difference, n)).tests.join()).toContain(expected);
  });

  it('without a common setting or objective are told so', () => {
    const [a, b] = [study('a', [trial(0, 0.1, 0.5)]), study('b', [trial(0, 0.2, 0.5)])];
    expect(comparisonRows(compareStudies(a, b)).tests.join()).toContain('no setting was tried in both');
    const other = reportOf({ objectives: [{ metric: 'loss', direction: 'minimize' }] });
    expect(comparisonRows(compareStudies(a, other)).tests).toEqual(['The studies have no objective in common.']);
  });

  const all = Object.entries({ ...oddStudies, hostile: hostileStudy() });
  it.each(all)('of any kind have charts and a summary: %s', (_, odd) => {
    const comparison = compareStudies(makeReportData(odd), makeReportData(hostileStudy()));
    for (const other of [comparison, compareStudies(makeReportData(odd), makeReportData(odd)), paired(0.1, 5)]) {
      for (const chart of Object.values(comparisonCharts)) {
        if (!chart.isFor(other)) continue;
        const drawn = chart.draw(other, lightTheme, firstChoices(chart.controls?.(other) ?? []));
        if (isNothing(drawn)) expect(drawn.nothing).toMatch(/\.$/);
        else expect(JSON.stringify(drawn.series)).toMatch(/"data":\[\[/);
      }
      expect(renderComparisonMd(other)).not.toMatch(/undefined|(?<!\\)<script|\[object/);
    }
  });
});
