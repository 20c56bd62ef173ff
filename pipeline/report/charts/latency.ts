import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts';
import { latencyGroupColumn, latencyTiesColumn } from '../report-data/latency-columns.js';
import {
  columnOf,
  isNumber,
  type ReportData,
  type ReportTrial,
  trialLabel,
  type ValueInterval,
} from '../report-data/report-data.js';
import { valueText } from '../report-data/verdict.js';
import { baseOption, xAxis } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import type { ChartTheme } from './chart-theme.js';
import { renderTooltip } from './tooltip.js';
import { pointIndex, trialPoint } from './trial-point.js';

/** More do not fit; the table has them all. */
const mostTrials = 12;

export const latencyChart: ChartDefinition = {
  title: 'Latency',
  caption:
    'The best trials in ONNX Runtime, one sample at a time: a line through a dot is its 95 % interval. Trials of one group, and of one colour, are tied with the fastest of it.',
  hasTrials: true,
  isFor: (data) => rowsOf(data).length > 0,
  controls: (data) => [
    {
      name: 'percentile',
      label: 'Percentile',
      options: [...percentilesOf(data).map((value) => ({ value, label: value })), { value: 'all', label: 'all' }],
    },
    {
      name: 'order',
      label: 'Order',
      options: [
        { value: 'rank', label: 'ranking' },
        { value: 'latency', label: 'latency' },
      ],
    },
    ...(rowsOf(data).length > mostTrials ? [whichControl] : []),
  ],
  height: (data) => 80 + 26 * Math.min(mostTrials, rowsOf(data).length),
  draw(data, theme, { percentile = '', order, which }) {
    const all = rowsOf(data, percentile);
    if (all.length === 0) return { nothing: 'No trial was timed long enough for this percentile.' };
    const candidates = which === 'fastest' ? all.toSorted(byLatency).slice(0, mostTrials) : all.slice(0, mostTrials);
    const shown = order === 'latency' ? candidates.toSorted(byLatency) : candidates;
    const groups = [...new Set(shown.flatMap(({ group }) => group ?? []))].sort((a, b) => a - b);
    return {
      ...baseOption(theme),
      tooltip: {
        ...baseOption(theme).tooltip,
        formatter(item: unknown) {
          const row = shown.find(({ index }) => index === pointIndex(item));
          return row ? describe(data, row) : '';
        },
      },
      xAxis: {
        ...xAxis(theme, { name: percentile === 'all' ? 'latency, p50 to p99' : `latency, ${percentile}`, unit: 'ms' }),
        splitLine: { show: true, lineStyle: { color: theme.line } },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: shown.map(({ trial, group }) => trialLabel(trial) + (group === undefined ? '' : ` · group ${group}`)),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: theme.muted },
      },
      series: [
        {
          type: 'custom',
          encode: { x: extent, y: 0 },
          renderItem: (_: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) =>
            drawRow(api, theme, groups, shown[Number(api.value(0))]),
          data: shown.map((row, place) => trialPoint(row.index, [place, ...extentOf(row)])),
        },
      ],
    };
  },
};

const whichControl = {
  name: 'which',
  label: 'Trials',
  options: [
    { value: 'best', label: `best ${mostTrials}` },
    { value: 'fastest', label: `fastest ${mostTrials}` },
  ],
};

interface Mark {
  readonly value: number;
  readonly interval: ValueInterval | undefined;
}

interface Row {
  readonly trial: ReportTrial;
  readonly index: number;
  readonly group: number | undefined;
  /** Of the percentiles that are shown, ascending; at least one. */
  readonly marks: readonly Mark[];
}

const percentiles = ['p50', 'p90', 'p99'] as const;

/** Those that were measured; the one that the study is about, see `latencyPercentile`, first. */
function percentilesOf(data: ReportData): readonly string[] {
  const wanted = [...data.objectives, ...data.constraints].map(({ column }) => column);
  const about = percentiles.find((name) => wanted.includes(`metric:latency.${name}`)) ?? 'p50';
  const measured = percentiles.filter((name) => columnOf(data, `metric:latency.${name}`)?.values.some(isNumber));
  return measured.toSorted((a, b) => Number(b === about) - Number(a === about));
}

/** Trials that have the percentile, or any of them where that is `all`. */
function rowsOf(data: ReportData, percentile = 'all'): readonly Row[] {
  const columns = percentiles.flatMap((name) => {
    const column = columnOf(data, `metric:latency.${name}`);
    return column?.kind === 'number' && (percentile === 'all' || percentile === name) ? [column] : [];
  });
  const groups = columnOf(data, latencyGroupColumn)?.values;
  return data.trials.flatMap((trial, index): Row[] => {
    const marks = columns.flatMap(({ values, intervals }): Mark[] => {
      const value = values[index];
      return isNumber(value) ? [{ value, interval: intervals?.[index] ?? undefined }] : [];
    });
    return marks.length > 0 ? [{ trial, index, group: groups?.[index] ?? undefined, marks }] : [];
  });
}

const byLatency = (a: Row, b: Row) => (a.marks[0]?.value ?? 0) - (b.marks[0]?.value ?? 0) || a.index - b.index;

/** Dimensions of a point that hold the least and the most of its row, which the axis must have room for. */
const extent = [1, 2];

function extentOf({ marks }: Row): readonly [number, number] {
  const ends = marks.flatMap(({ value, interval }) => [value, ...(interval ?? [])]);
  return [Math.min(...ends), Math.max(...ends)];
}

function describe(data: ReportData, { trial, index }: Row): string {
  const ties = valueText(columnOf(data, latencyTiesColumn), index);
  return renderTooltip(trialLabel(trial), [
    ...percentiles.map((name) => ({
      label: name,
      value: valueText(columnOf(data, `metric:latency.${name}`), index) || 'too few samples',
    })),
    ...(ties === '' ? [] : [{ label: 'its group', value: ties }]),
  ]);
}

/** Lighter from percentile to percentile. */
const opacities = [1, 0.65, 0.4];

function drawRow(api: CustomSeriesRenderItemAPI, theme: ChartTheme, groups: readonly number[], row: Row | undefined) {
  if (!row) return { type: 'group' as const, children: [] };
  const at = (value: number) => api.coord([value, api.value(0)])[0] ?? 0;
  const y = api.coord([0, api.value(0)])[1] ?? 0;
  const place = row.group === undefined ? 0 : groups.indexOf(row.group);
  const colour = theme.categories[place % theme.categories.length] ?? theme.accent;
  const line = (from: number, to: number, lineWidth: number, opacity: number) => ({
    type: 'line' as const,
    shape: { x1: at(from), y1: y, x2: at(to), y2: y },
    style: { stroke: colour, lineWidth, opacity },
  });
  const cap = (value: number, opacity: number) => ({
    type: 'line' as const,
    shape: { x1: at(value), y1: y - 5, x2: at(value), y2: y + 5 },
    style: { stroke: colour, lineWidth: 1.5, opacity },
  });
  const first = row.marks[0]?.value ?? 0;
  return {
    type: 'group' as const,
    children: [
      line(first, row.marks.at(-1)?.value ?? first, 1, 0.3),
      ...row.marks.flatMap(({ value, interval }, i) => {
        const opacity = opacities[i] ?? 1;
        const dot = {
          type: 'circle' as const,
          shape: { cx: at(value), cy: y, r: i === 0 ? 4.5 : 3.5 },
          style: { fill: colour, opacity },
        };
        if (!interval) return [dot];
        const [low, high] = interval;
        return [line(low, high, 2.5, opacity), cap(low, opacity), cap(high, opacity), dot];
      }),
    ],
  };
}
