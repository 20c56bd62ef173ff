import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts';
import { type BenchResult, shownPercentiles } from '../../benchmark/bench-files.js';
import { baseOption, legend, shorten, xAxis } from '../../report/charts/base-option.js';
import { lightTheme as theme } from '../../report/charts/chart-theme.js';
import { renderOptionSvg } from '../../report/charts/render-chart-svg.js';

const width = 760;
const rowHeight = 30;

/** At 12 pixels; ECharts cannot measure texts outside of a browser. */
const characterWidth = 6.6;

/** Apart within the row of a model, so that intervals of neighbouring percentiles do not cover each other. */
const offsetOf = (index: number, count: number) => (index - (count - 1) / 2) * 7;

/**
 * `ortune bench --chart`: an SVG picture of the latency percentiles of all models that were measured, dots with their
 * 95 % intervals, on a logarithmic axis, because models may differ by orders of magnitude. Undefined where none was.
 */
export function renderBenchChart({ candidates, percentile }: BenchResult): string | undefined {
  const rows = candidates.flatMap((candidate) => ('error' in candidate ? [] : [candidate]));
  if (rows.length === 0) return undefined;
  const labels = rows.map(({ label }) => shorten(label));
  const names = shownPercentiles(percentile).filter((name) =>
    rows.some(({ measurement }) => measurement.latency[name] !== undefined),
  );
  const series = names.map((name, index) => ({
    name,
    type: 'custom' as const,
    encode: { x: [0, 1, 2], y: 3 },
    renderItem: drawInterval(offsetOf(index, names.length)),
    data: rows.flatMap(({ measurement: { latency } }, row) => {
      const value = latency[name];
      const { low, high } = latency.intervals[name] ?? { low: value, high: value };
      return value === undefined ? [] : [[value, low ?? value, high ?? value, row]];
    }),
  }));
  const option = {
    ...baseOption(theme),
    legend: legend(theme),
    grid: {
      left: 16 + characterWidth * Math.max(...labels.map(({ length }) => length)),
      right: 24,
      top: 30,
      bottom: 44,
    },
    xAxis: {
      ...xAxis(theme, { name: 'latency, with 95 % intervals', unit: 'ms', log: true }),
      splitLine: { show: true, lineStyle: { color: theme.line } },
    },
    yAxis: {
      type: 'category' as const,
      inverse: true,
      data: labels,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: theme.muted },
    },
    series,
  };
  return renderOptionSvg(option, { width, height: 100 + rowHeight * rows.length, ground: theme.ground });
}

const drawInterval = (offset: number) => (_: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => {
  const at = (dimension: number) => api.coord([api.value(dimension), api.value(3)]);
  const [[x = 0, middle = 0], [low = 0], [high = 0]] = [at(0), at(1), at(2)];
  const y = middle + offset;
  const fill = api.visual('color');
  return {
    type: 'group' as const,
    children: [
      {
        type: 'rect' as const,
        shape: { x: low, y: y - 1, width: Math.max(0, high - low), height: 2 },
        style: { fill },
      },
      { type: 'circle' as const, shape: { cx: x, cy: y, r: 3.5 }, style: { fill } },
    ],
  };
};
