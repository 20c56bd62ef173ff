import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts';
import { formatValue } from '../format-number.js';
import { isNumber, numbersOf, type ReportData, trialLabel } from '../report-data/report-data.js';
import { baseOption, xAxis } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import { renderTooltip } from './tooltip.js';
import { pointIndex, trialPoint } from './trial-point.js';

/** More do not fit; the table has them all. */
const mostTrials = 12;

export const latencyChart: ChartDefinition = {
  title: 'Latency',
  caption:
    'The best trials in ONNX Runtime, one sample at a time: the dot is the median, the bar reaches from it to the 90th and, thinner, to the 99th percentile.',
  hasTrials: true,
  isFor: (data) => rows(data).length > 0,
  height: (data) => 80 + 22 * rows(data).length,
  draw(data, theme) {
    const shown = rows(data);
    return {
      ...baseOption(theme),
      tooltip: {
        ...baseOption(theme).tooltip,
        formatter(item: unknown) {
          const row = shown.find(({ index }) => index === pointIndex(item));
          if (!row) return '';
          return renderTooltip(
            trialLabel(row.trial),
            (['p50', 'p90', 'p99'] as const).map((name) => ({
              label: name,
              value: isNumber(row[name]) ? formatValue(row[name], 'ms') : 'too few samples',
            })),
          );
        },
      },
      xAxis: {
        ...xAxis(theme, { name: 'latency', unit: 'ms' }),
        min: 0,
        scale: false,
        splitLine: { show: true, lineStyle: { color: theme.line } },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: shown.map(({ trial }) => trialLabel(trial)),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: theme.muted },
      },
      series: [
        {
          type: 'custom',
          itemStyle: { color: theme.accent },
          encode: { x: [0, 1, 2], y: 3 },
          renderItem: drawRange,
          data: shown.map(({ index, p50, p90, p99 }, row) =>
            trialPoint(index, [p50, p90 ?? p50, p99 ?? p90 ?? p50, row]),
          ),
        },
      ],
    };
  },
};

function rows(data: ReportData) {
  const [p50, p90, p99] = ['p50', 'p90', 'p99'].map((name) => numbersOf(data, `metric:latency.${name}`));
  return data.trials
    .flatMap((trial, index) => {
      const median = p50?.[index];
      return isNumber(median)
        ? [{ trial, index, p50: median, p90: p90?.[index] ?? undefined, p99: p99?.[index] ?? undefined }]
        : [];
    })
    .slice(0, mostTrials);
}

function drawRange(_: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) {
  const at = (dimension: number) => api.coord([api.value(dimension), api.value(3)]);
  const [[x50 = 0, y = 0], [x90 = 0], [x99 = 0]] = [at(0), at(1), at(2)];
  const fill = api.visual('color');
  const bar = (from: number, to: number, height: number, opacity: number) => ({
    type: 'rect' as const,
    shape: { x: from, y: y - height / 2, width: Math.max(0, to - from), height, r: 1 },
    style: { fill, opacity },
  });
  return {
    type: 'group' as const,
    children: [
      bar(x90, x99, 3, 0.45),
      bar(x50, x90, 8, 0.45),
      { type: 'circle' as const, shape: { cx: x50, cy: y, r: 4.5 }, style: { fill } },
    ],
  };
}
