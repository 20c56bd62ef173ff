import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts';
import { baseOption, legend } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import { laneOf } from './lanes.js';
import { trialTooltip } from './tooltip.js';
import { pointIndex, trialPoint } from './trial-point.js';

const states = ['COMPLETE', 'PRUNED', 'FAIL', 'RUNNING'] as const;

export const timelineChart: ChartDefinition = {
  title: 'Timeline',
  caption: 'When each trial ran. Trials that ran at the same time lie in different rows: one row a worker.',
  isWide: true,
  hasTrials: true,
  isFor: (data) => data.trials.some(({ started }) => started !== null),
  height: (data) => 110 + 26 * Math.min(16, new Set(lanes(data.trials).map(({ lane }) => lane)).size),
  draw(data, theme) {
    const bars = lanes(data.trials);
    const last = bars.reduce((latest, { end }) => Math.max(latest, end), 0);
    const from = bars.reduce((earliest, { start }) => Math.min(earliest, start), last);
    const rows = bars.reduce((most, { lane }) => Math.max(most, lane), 0) + 1;
    if (bars.length === 0) return { nothing: 'No trial has a time.' };
    return {
      ...baseOption(theme),
      legend: legend(theme),
      tooltip: {
        ...baseOption(theme).tooltip,
        formatter(item: unknown) {
          const index = pointIndex(item);
          const trial = data.trials[index];
          const seconds = trial?.started && trial.finished ? (trial.finished - trial.started) / 1000 : undefined;
          return trialTooltip(data, index, seconds === undefined ? [] : [{ label: 'time', value: duration(seconds) }]);
        },
      },
      dataZoom: [{ type: 'inside', filterMode: 'weakFilter', zoomOnMouseWheel: 'ctrl' }],
      xAxis: {
        type: 'value',
        min: 0,
        max: Math.max(1, (last - from) / 1000),
        name: 'since the first trial',
        nameLocation: 'middle',
        nameGap: 26,
        nameTextStyle: { color: theme.muted },
        axisLabel: { color: theme.muted, formatter: duration, hideOverlap: true },
        axisLine: { show: true, lineStyle: { color: theme.line } },
        axisTick: { show: false },
        splitLine: { lineStyle: { color: theme.line } },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: Array.from({ length: rows }, (_, i) => String(i + 1)),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: theme.muted },
      },
      series: states.map((state) => ({
        name: state.toLowerCase(),
        type: 'custom' as const,
        itemStyle: { color: theme.states[state] },
        encode: { x: [0, 1], y: 2 },
        renderItem: drawBar,
        data: bars
          .filter(({ trial }) => trial.state === state)
          .map(({ index, lane, start, end }) => trialPoint(index, [(start - from) / 1000, (end - from) / 1000, lane])),
      })),
    };
  },
};

function drawBar(_: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) {
  const [left = 0, middle = 0] = api.coord([api.value(0), api.value(2)]);
  const [right = 0] = api.coord([api.value(1), api.value(2)]);
  const size = api.size?.([0, 1]);
  const height = Math.min(18, 0.7 * (Array.isArray(size) ? (size[1] ?? 18) : 18));
  return {
    type: 'rect' as const,
    shape: { x: left, y: middle - height / 2, width: Math.max(1.5, right - left - 1), height, r: 2 },
    style: { fill: api.visual('color') },
  };
}

function lanes(trials: Parameters<typeof timelineChart.draw>[0]['trials']) {
  const now = trials.reduce((latest, { started, finished }) => Math.max(latest, started ?? 0, finished ?? 0), 0);
  const known = trials.flatMap((trial, index) =>
    trial.started === null ? [] : [{ trial, index, start: trial.started, end: trial.finished ?? now }],
  );
  const found = laneOf(known);
  return known.map((bar, i) => ({ ...bar, lane: found[i] ?? 0 }));
}

/** Seconds as a person reads them: `40 s`, `2:05`, `1:02:05`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(10 * seconds) / 10} s`;
  const whole = Math.round(seconds);
  const two = (n: number) => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
