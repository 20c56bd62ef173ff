import { isNumber, numbersOf } from '../report-data/report-data.js';
import { baseOption, xAxis, yAxis } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import { pointTooltip } from './point-tooltip.js';
import { manyPoints, trialPoint } from './trial-point.js';

const column = 'metric:parity.maxAbs';

export const parityChart: ChartDefinition = {
  title: 'Parity',
  caption:
    'The largest difference between what a trained network gives and what its .onnx file gives, on samples it was not trained on.',
  hasTrials: true,
  isFor: (data) => numbersOf(data, column).some(isNumber),
  draw(data, theme) {
    const values = numbersOf(data, column);
    const points = data.trials.flatMap((trial, index) => {
      const value = values[index];
      return isNumber(value) ? [{ trial, index, value }] : [];
    });
    if (points.every(({ value }) => value === 0)) {
      return { nothing: 'Every file gives what its network gives, to the last bit.' };
    }
    // Zero has no place on a logarithmic axis.
    const isPositive = points.every(({ value }) => value > 0);
    return {
      ...baseOption(theme),
      tooltip: pointTooltip(data, theme),
      xAxis: { ...xAxis(theme, { name: 'trial' }), minInterval: 1 },
      yAxis: yAxis(theme, { name: 'largest difference', log: isPositive }),
      series: [
        {
          type: 'scatter',
          ...manyPoints,
          symbolSize: points.length > 1000 ? 4 : 7,
          itemStyle: { color: theme.accent, opacity: 0.8 },
          data: points.map(({ trial, index, value }) => trialPoint(index, [trial.number, value])),
        },
      ],
    };
  },
};
