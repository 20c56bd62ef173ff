import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dominates } from '../../pipeline/rank/non-dominated-ranks.js';
import { firstChoices, isNothing } from '../../pipeline/report/charts/chart.js';
import { darkTheme, lightTheme } from '../../pipeline/report/charts/chart-theme.js';
import { laneOf } from '../../pipeline/report/charts/lanes.js';
import { frontOf } from '../../pipeline/report/charts/pareto-front.js';
import { charts } from '../../pipeline/report/charts/registry.js';
import { renderChartSvg } from '../../pipeline/report/charts/render-chart-svg.js';
import { runningBest } from '../../pipeline/report/charts/running-best.js';
import { smoothedGrid } from '../../pipeline/report/charts/smoothed-grid.js';
import { makeReportData } from '../../pipeline/report/report-data/make-report-data.js';
import { reportOf } from './described-study.js';
import { classificationAnalysis, regressionAnalysis } from './network-fixture.js';
import { hostileStudy, oddStudies } from './odd-studies.js';

const entries = Object.entries(charts);
/** No study has both. */
const studies = [reportOf({ analysis: classificationAnalysis() }), reportOf({ analysis: regressionAnalysis() })];

/** Colours that stand for trials and values, not for axes and texts. */
const inks = [
  lightTheme.accent,
  lightTheme.highlight,
  ...lightTheme.categories,
  ...lightTheme.scale,
  ...Object.values(lightTheme.states),
];
const inked = (svg: string) =>
  [...svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)].filter(
    ([, colour = '']) => inks.includes(hex(colour)) || colour.startsWith('rgb'),
  ).length;

function hex(colour: string): string {
  return colour.toLowerCase();
}

describe.each(entries)('chart %s', (_name, chart) => {
  const data = studies.find((study) => chart.isFor(study)) ?? reportOf();
  it('draws a study with every choice, in both themes', () => {
    expect(chart.isFor(data)).toBe(true);
    const controls = chart.controls?.(data) ?? [];
    for (const { name, options } of controls) {
      expect(new Set(options.map(({ value }) => value)).size).toBe(options.length);
      for (const { value } of options) {
        const choices = { ...firstChoices(controls), [name]: value };
        // Two axes of one column are refused with a word; nothing else is.
        if (isNothing(chart.draw(data, lightTheme, choices))) expect(choices.x).toBe(choices.y);
        else expect(renderChartSvg(chart, data, { choices })).toMatch(/^<svg.*<\/svg>$/s);
      }
    }
    const [light, dark] = [renderChartSvg(chart, data), renderChartSvg(chart, data, { theme: darkTheme })];
    expect(inked(light ?? '')).toBeGreaterThan(2);
    expect(dark).toContain(darkTheme.ground);
  });

  it.each(Object.entries(oddStudies))('draws or says why not: %s', (_odd, study) => {
    const odd = makeReportData(study);
    if (!chart.isFor(odd)) return;
    const drawn = chart.draw(odd, lightTheme, firstChoices(chart.controls?.(odd) ?? []));
    if (isNothing(drawn)) expect(drawn.nothing).toMatch(/\.$/);
    else expect(renderChartSvg(chart, odd)).not.toMatch(/NaN|Infinity/);
  });

  it('shows texts of users as texts', () => {
    const svg = renderChartSvg(chart, makeReportData(hostileStudy())) ?? '';
    expect(svg).not.toMatch(/<script|<img|onerror="|<svg onload/);
  });
});

describe('what charts are computed from', () => {
  const direction = fc.constantFrom('minimize' as const, 'maximize' as const);
  const point = fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }));

  it('the front: what no other beats', () => {
    fc.assert(
      fc.property(fc.array(point), direction, direction, (points, across, up) => {
        const losses = points.map(([x, y]) => [across === 'maximize' ? -x : x, up === 'maximize' ? -y : y]);
        const expected = losses.flatMap((loss, i) => (losses.some((other) => dominates(other, loss)) ? [] : [i]));
        expect([...frontOf(points, across, up)].sort((a, b) => a - b)).toEqual(expected);
      }),
    );
  });

  it('the running best: at every trial the best of all up to it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1 }), direction, (values, wanted) => {
        const steps = runningBest(
          values.map((value, i) => [i, value]),
          wanted,
          values.length - 1,
        );
        const best = wanted === 'minimize' ? Math.min : Math.max;
        values.forEach((_, i) => {
          const at = steps.filter(([number]) => number <= i).at(-1);
          expect(at?.[1]).toBe(best(...values.slice(0, i + 1)));
        });
      }),
    );
  });

  it('lanes: no two intervals of one overlap, and no more lanes than intervals at one moment', () => {
    const interval = fc.tuple(fc.nat(50), fc.nat(20)).map(([start, length]) => ({ start, end: start + length + 1 }));
    fc.assert(
      fc.property(fc.array(interval), (intervals) => {
        const lanes = laneOf(intervals);
        intervals.forEach((a, i) => {
          intervals.forEach((b, j) => {
            if (i < j && lanes[i] === lanes[j]) expect(a.end <= b.start || b.end <= a.start).toBe(true);
          });
        });
        const busiest = Math.max(
          0,
          ...intervals.map(({ start }) => intervals.filter((one) => one.start <= start && start < one.end).length),
        );
        expect(new Set(lanes).size).toBe(busiest);
      }),
    );
  });

  it('the ground of a contour: a weighted mean of what is near, nothing where nothing is', () => {
    const grid = smoothedGrid(
      [
        { x: 2, y: 3, value: 5 },
        { x: 20, y: 20, value: 1 },
      ],
      24,
      24,
    );
    const at = (x: number, y: number) => grid.find(([column, row]) => column === x && row === y)?.[2];
    expect(at(2, 3)).toBeCloseTo(5, 12);
    expect(at(20, 20)).toBeCloseTo(1, 12);
    expect(at(11, 11)).toBeUndefined();
    for (const [, , value] of grid) expect(value >= 1 - 1e-12 && value <= 5 + 1e-12).toBe(true);
  });
});
