import type { EChartsOption } from 'echarts';
import { formatNumber } from '../format-number.js';
import { categoryAxis, xAxis } from './base-option.js';
import type { ChartTheme } from './chart-theme.js';

/** Bars that lie, the first on top, each with its name beside it: what a chart of them has beside its tooltip and its data. */
export const namedBars = (
  theme: ChartTheme,
  axis: string,
  names: readonly string[],
): Pick<EChartsOption, 'grid' | 'xAxis' | 'yAxis'> => ({
  grid: {
    left: 4,
    right: 24,
    top: 8,
    bottom: 4,
    outerBoundsMode: 'same',
    outerBoundsContain: 'all',
  },
  xAxis: {
    ...xAxis(theme, { name: axis, format: formatNumber }),
    scale: false,
    splitLine: { show: true, lineStyle: { color: theme.line } },
  },
  yAxis: {
    ...categoryAxis(theme, '', names),
    inverse: true,
    axisLabel: { color: theme.text, width: 150, overflow: 'truncate' },
  },
});

/** @param values one for each name */
export const barSeries = (theme: ChartTheme, values: readonly number[]) => ({
  type: 'bar' as const,
  barMaxWidth: 14,
  itemStyle: { color: theme.accent, borderRadius: [0, 3, 3, 0] },
  data: values.map((value, row) => [value, row]),
});

/** Pixels of a chart with so many. */
export const barsHeight = (bars: number): number => 80 + 22 * Math.max(4, bars);
