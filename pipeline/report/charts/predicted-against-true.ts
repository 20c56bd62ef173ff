import type { RegressionAnalysis } from '../../analyze/analysis.js';
import { formatNumber } from '../format-number.js';
import type { ReportData } from '../report-data/report-data.js';
import { baseOption, shorten, xAxis, yAxis } from './base-option.js';
import type { ChartDefinition, Choices, Control } from './chart.js';
import { dashedLine } from './dashed-line.js';
import { numbersIn } from './numbers-in.js';
import { renderTooltip } from './tooltip.js';

export const predictedAgainstTrueChart: ChartDefinition = {
  title: 'Predicted against true',
  caption: 'Samples of the validation data; on the dashed line the network is right, above it it says too much.',
  subject: 'network',
  isFor: (data) => targetsOf(data).length > 0,
  controls: targetControl,
  draw(data, theme, choices) {
    const target = chosenTarget(data, choices);
    if (!target) return { nothing: 'Choose a target.' };
    const { name, points } = target;
    const values = points.flat();
    const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
    return {
      ...baseOption(theme),
      tooltip: {
        ...baseOption(theme).tooltip,
        formatter(item: unknown) {
          const [actual = Number.NaN, predicted = Number.NaN] = numbersIn(item);
          return renderTooltip(name, [
            { label: 'true', value: formatNumber(actual) },
            { label: 'predicted', value: formatNumber(predicted) },
          ]);
        },
      },
      xAxis: xAxis(theme, { name: `true ${shorten(name)}`, format: compact }),
      yAxis: {
        ...yAxis(theme, { name: `predicted ${shorten(name)}`, format: compact }),
        axisLine: { show: false, onZero: false },
      },
      series: [
        {
          type: 'scatter',
          symbolSize: points.length > 300 ? 5 : 8,
          itemStyle: { color: theme.accent, opacity: points.length > 300 ? 0.35 : 0.7 },
          data: points.map((point) => [...point]),
        },
        dashedLine(theme, [low, low], [high, high]),
      ],
    };
  },
};

/** `200k` for 200,000: values of targets may be large, and an axis has little room. */
export const compact = (value: number): string =>
  Math.abs(value) >= 1e4 && Math.abs(value) < 1e12
    ? value.toLocaleString('en-US', { notation: 'compact', maximumFractionDigits: 1 })
    : formatNumber(value);

export type TargetAnalysis = RegressionAnalysis['targets'][number];

export function targetsOf({ analysis }: ReportData): readonly TargetAnalysis[] {
  const { predictions } = analysis ?? {};
  return predictions?.kind === 'regression' ? predictions.targets : [];
}

/** Which of several targets is shown; targets may have the same name, so they are told by their place. */
export function targetControl(data: ReportData): readonly Control[] {
  const options = targetsOf(data).map(({ name }, index) => ({ value: String(index), label: name }));
  return options.length > 1 ? [{ name: 'target', label: 'Target', options }] : [];
}

export const chosenTarget = (data: ReportData, { target = '0' }: Choices): TargetAnalysis | undefined =>
  targetsOf(data)[Number(target)];
