import { calibrationBins } from '../../analyze/calibration.js';
import { baseOption, xAxis, yAxis } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import { classification, confusionHeight } from './confusion.js';
import { dashedLine } from './dashed-line.js';
import { numbersIn } from './numbers-in.js';
import { percent, renderTooltip } from './tooltip.js';

/** Pixels across. */
const [smallest, largest] = [7, 26];

export const calibrationChart: ChartDefinition = {
  title: 'Calibration',
  caption:
    'How sure the network is of a class against how often it is right, by tenths of probability; the larger a dot, the more samples. Below the dashed line it is surer than it should be.',
  subject: 'network',
  isFor: (data) => classification(data) !== undefined,
  height: confusionHeight,
  draw(data, theme) {
    const found = classification(data)?.calibration.bins.flatMap((bin) => bin ?? []) ?? [];
    if (found.length === 0) return { nothing: 'No sample has a prediction.' };
    const most = found.reduce((maximum, { count }) => Math.max(maximum, count), 0);
    const format = (share: number) => `${Math.round(100 * share)} %`;
    return {
      ...baseOption(theme),
      tooltip: {
        ...baseOption(theme).tooltip,
        formatter(item: unknown) {
          const [confidence = Number.NaN, accuracy = Number.NaN, count = 0] = numbersIn(item);
          return renderTooltip(`${count} samples`, [
            { label: 'mean probability', value: percent(confidence) },
            { label: 'right', value: percent(accuracy) },
          ]);
        },
      },
      xAxis: {
        ...xAxis(theme, { name: 'probability of the predicted class', format }),
        min: 0,
        max: 1,
        interval: 2 / calibrationBins,
      },
      yAxis: { ...yAxis(theme, { name: 'share that is right', format }), min: 0, max: 1, interval: 0.25 },
      series: [
        dashedLine(theme, [0, 0], [1, 1]),
        {
          type: 'line',
          symbol: 'circle',
          // By area.
          symbolSize: (value: unknown) =>
            smallest + (largest - smallest) * Math.sqrt((Array.isArray(value) ? Number(value[2]) : 0) / most),
          clip: false,
          lineStyle: { color: theme.accent, width: 1.5, opacity: 0.6 },
          itemStyle: { color: theme.accent, opacity: 0.85, borderColor: theme.ground, borderWidth: 1 },
          data: found.map(({ confidence, accuracy, count }) => [confidence, accuracy, count]),
        },
      ],
    };
  },
};
