import type { EChartsOption, XAXisComponentOption, YAXisComponentOption } from 'echarts';
import { formatValue } from '../format-number.js';
import type { Column } from '../report-data/report-data.js';
import type { ChartTheme } from './chart-theme.js';

/** What all charts have in common; fonts are those of the page. */
export function baseOption(theme: ChartTheme): EChartsOption {
  return {
    animation: false,
    aria: { enabled: true },
    backgroundColor: 'transparent',
    color: [...theme.categories],
    textStyle: { fontFamily, color: theme.text, fontSize: 12 },
    grid: { left: 4, right: 16, top: 30, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'all' },
    tooltip: {
      confine: true,
      backgroundColor: theme.ground,
      borderColor: theme.line,
      borderWidth: 1,
      padding: [8, 12],
      textStyle: { color: theme.text, fontFamily, fontSize: 12 },
      extraCssText:
        'box-shadow: 0 4px 16px rgb(0 0 0 / 0.14); border-radius: 6px; max-width: 26rem; white-space: normal;',
    },
  };
}

/** Without quotation marks, which would end the attributes of an SVG file that it stands in. */
const fontFamily = 'system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif';

/** Of a chart with several lines or kinds of points, above it. */
export const legend = (theme: ChartTheme) => ({
  top: 0,
  right: 0,
  itemWidth: 12,
  itemHeight: 8,
  itemGap: 16,
  icon: 'roundRect',
  textStyle: { color: theme.muted, fontSize: 12 },
  inactiveColor: theme.line,
  type: 'scroll' as const,
  pageIconColor: theme.muted,
  pageTextStyle: { color: theme.muted },
});

interface AxisOptions {
  readonly name: string;
  readonly unit?: string;
  readonly log?: boolean;
  /** Of what is on it. */
  readonly format?: (value: number) => string;
}

const axisStyle = (theme: ChartTheme) => ({
  nameTextStyle: { color: theme.muted, fontSize: 12 },
  axisLine: { show: false },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: theme.line } },
  minorSplitLine: { show: false },
});

export function xAxis(theme: ChartTheme, { name, unit, log, format }: AxisOptions): XAXisComponentOption {
  return {
    type: log ? 'log' : 'value',
    name,
    nameLocation: 'middle',
    nameGap: 26,
    scale: true,
    ...axisStyle(theme),
    splitLine: { show: false },
    axisLine: { show: true, onZero: false, lineStyle: { color: theme.line } },
    axisLabel: {
      color: theme.muted,
      hideOverlap: true,
      formatter: (value: number) => (format ?? withUnit(unit))(value),
    },
  };
}

/** About as many. */
const yTicks = 4;

export function yAxis(theme: ChartTheme, { name, unit, log, format }: AxisOptions): YAXisComponentOption {
  return {
    type: log ? 'log' : 'value',
    name,
    nameLocation: 'end',
    nameGap: 14,
    scale: true,
    splitNumber: yTicks,
    max: sharesEndAtOne,
    ...axisStyle(theme),
    nameTextStyle: { color: theme.muted, fontSize: 12, align: 'left', padding: [0, 0, 0, -8] },
    axisLabel: { color: theme.muted, formatter: (value: number) => (format ?? withUnit(unit))(value) },
  };
}

/** Accuracies and other shares have no values beyond 1: an axis of them ends there where its next tick could lie beyond. */
const sharesEndAtOne = ({ min, max }: { readonly min: number; readonly max: number }) =>
  min >= 0 && max <= 1 && max + (max - min) / yTicks > 1 ? 1 : null;

/** An axis of texts; long ones are cut. */
export const categoryAxis = (theme: ChartTheme, name: string, texts: readonly string[]) => ({
  type: 'category' as const,
  name,
  nameLocation: 'middle' as const,
  nameGap: 26,
  data: texts.map(shorten),
  ...axisStyle(theme),
  axisLine: { show: true, lineStyle: { color: theme.line } },
  splitLine: { show: false },
  axisLabel: { color: theme.muted, hideOverlap: true },
});

/** The axis that suits a column. */
export const columnAxis = (theme: ChartTheme, column: Column) =>
  column.kind === 'text'
    ? categoryAxis(theme, shorten(column.name), column.texts)
    : xAxis(theme, { name: shorten(column.name), unit: column.unit, log: column.scale === 'log' });

const withUnit = (unit: string | undefined) => (value: number) => axisText(value, unit);

/** A value on an axis: they are round, and zeros behind the point tell nothing. */
export const axisText = (value: number, unit?: string): string =>
  formatValue(value, unit === 'share' ? '' : unit).replace(/\.0+(?!\d)/, '');

const longest = 28;

/** Names and texts come from users and may be of any length. */
export const shorten = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);
