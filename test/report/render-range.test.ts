import { expect, test } from 'vitest';
import { renderRangeChart } from '../../pipeline/report/render-range-chart.js';
import { renderRangeCsv } from '../../pipeline/report/render-range-csv.js';
import type { RangeTestResult } from '../../pipeline/train/range-test.js';

const result: RangeTestResult = {
  rates: [1e-3, 1e-2, 1e-1, 1],
  losses: [2, 1, 0.5, 80],
  smoothed: [2, 1.5, 1, 9],
  end: 'risen',
  suggestion: { rate: 0.03, steepest: 0.02, minimum: 0.1, tenthOfMinimum: 0.01 },
};

/** Points of the curve drawn last, the smoothed one. */
const pointsOf = (svg: string) =>
  [...svg.matchAll(/points="([^"]+)"/g)].map(([, points = '']) =>
    points.split(' ').map((p) => p.split(',').map(Number)),
  );

test('the CSV has a row for each update', async () => {
  expect(await renderRangeCsv(result)).toBe(
    'learning_rate,loss,smoothed_loss\n0.001,2,2\n0.01,1,1.5\n0.1,0.5,1\n1,80,9\n',
  );
});

test('the chart: decades are equally wide, lower losses are lower, the explosion is cut off', () => {
  const [raw = [], smoothed = []] = pointsOf(renderRangeChart(result, 'title'));
  const [xs, ys] = [smoothed.map(([x = 0]) => x), smoothed.map(([, y = 0]) => y)];
  const steps = xs.slice(1).map((x, i) => x - (xs[i] ?? 0));
  for (const step of steps) expect(step).toBeCloseTo(steps[0] ?? 0, 0);
  expect(ys[1]).toBeGreaterThan(ys[0] ?? 0);
  expect(ys[2]).toBeGreaterThan(ys[1] ?? 0);
  expect(raw[3]?.[1]).toBe(ys[3]);
});

test('the chart names its axes and all readings, and escapes the title', () => {
  const svg = renderRangeChart(result, 'a <b> & c');
  expect(svg).toContain('learning rate (logarithmic)');
  expect(svg).toContain('suggestion: 0.03');
  expect(svg).toContain('steepest: 0.02');
  expect(svg).toContain('minimum / 10: 0.01');
  expect(svg).toContain('a &#60;b&#62; &#38; c');
  expect(svg).not.toContain('NaN');
});

test('a test that ended at once still gives a chart', () => {
  const { suggestion: _, ...rest } = result;
  const svg = renderRangeChart({ ...rest, rates: [0.5], losses: [2], smoothed: [2] }, 'short');
  expect(svg).not.toMatch(/NaN|Infinity|steepest/);
});
