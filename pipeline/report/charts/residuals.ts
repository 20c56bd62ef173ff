import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts';
import { formatNumber } from '../format-number.js';
import { baseOption, shorten, xAxis, yAxis } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import { dashedLine } from './dashed-line.js';
import { numbersIn } from './numbers-in.js';
import { chosenTarget, compact, targetControl, targetsOf } from './predicted-against-true.js';
import { renderTooltip } from './tooltip.js';

export const residualsChart: ChartDefinition = {
  title: 'Residuals',
  caption:
    'True value less prediction, over the validation data: the narrower around zero, the better; right of it the network says too little.',
  subject: 'network',
  isFor: (data) => targetsOf(data).length > 0,
  controls: targetControl,
  draw(data, theme, choices) {
    const target = chosenTarget(data, choices);
    if (!target) return { nothing: 'Choose a target.' };
    const { start, width, counts } = target.histogram;
    const highest = counts.reduce((most, count) => Math.max(most, count), 0);
    return {
      ...baseOption(theme),
      tooltip: {
        ...baseOption(theme).tooltip,
        formatter(item: unknown) {
          const [from = Number.NaN, to = Number.NaN, count = 0] = numbersIn(item);
          return renderTooltip(`${count} samples`, [
            { label: 'residual', value: `${formatNumber(from)} to ${formatNumber(to)}` },
          ]);
        },
      },
      xAxis: xAxis(theme, { name: `residual of ${shorten(target.name)}`, format: compact }),
      yAxis: { ...yAxis(theme, { name: 'samples' }), min: 0, minInterval: 1, axisLine: { show: false, onZero: false } },
      series: [
        {
          type: 'custom',
          itemStyle: { color: theme.accent, opacity: 0.75 },
          encode: { x: [0, 1], y: 2 },
          renderItem: drawBin,
          data: counts.map((count, i) => [start + i * width, start + (i + 1) * width, count]),
        },
        dashedLine(theme, [0, 0], [0, highest]),
      ],
    };
  },
};

function drawBin(_: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) {
  const [[left = 0, top = 0], [right = 0, ground = 0]] = [
    api.coord([api.value(0), api.value(2)]),
    api.coord([api.value(1), 0]),
  ];
  return {
    type: 'rect' as const,
    shape: { x: left + 0.5, y: top, width: Math.max(0.5, right - left - 1), height: ground - top },
    style: { fill: api.visual('color'), opacity: 0.75 },
  };
}
