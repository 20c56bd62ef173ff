import { columnOf, isNumber, numbersOf } from '../report-data/report-data.js';
import { baseOption, columnAxis, yAxis } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import { columnControl, measuredColumns, needsLog, objectiveColumns, parameterColumns } from './columns.js';
import { jitter } from './jitter.js';
import { pointTooltip } from './point-tooltip.js';
import { trialPoint } from './trial-point.js';

export const sliceChart: ChartDefinition = {
  title: 'Slice',
  caption: 'One hyperparameter against one result, complete trials only; later ones stand out.',
  hasTrials: true,
  isFor: (data) => parameterColumns(data).length > 0 && measuredColumns(data).length > 0,
  controls(data) {
    const objectives = objectiveColumns(data);
    return [
      columnControl(
        'parameter',
        'Hyperparameter',
        byImportance(data.importance[0]?.hyperparameters, parameterColumns(data)),
      ),
      ...(objectives.length > 1 ? [columnControl('objective', 'Result', objectives)] : []),
    ];
  },
  draw(data, theme, { parameter = '', objective = data.objectives[0]?.column ?? '' }) {
    const [across, up] = [columnOf(data, parameter), columnOf(data, objective)];
    if (!across || up?.kind !== 'number') return { nothing: 'Choose a hyperparameter.' };
    const ys = numbersOf(data, objective);
    const points = data.trials.flatMap((trial, index) => {
      const [x, y] = [across.values[index] ?? null, ys[index]];
      return trial.state === 'COMPLETE' && trial.variant === '' && isNumber(x) && isNumber(y)
        ? [{ trial, index, x, y }]
        : [];
    });
    if (points.length === 0) return { nothing: 'No complete trial has both.' };
    const last = points.reduce((most, { trial }) => Math.max(most, trial.number), 0);
    return {
      ...baseOption(theme),
      tooltip: pointTooltip(data, theme),
      visualMap: {
        show: false,
        type: 'continuous',
        dimension: 2,
        min: 0,
        max: Math.max(1, last),
        inRange: { color: [...theme.scale.slice(1)] },
      },
      xAxis: columnAxis(theme, across),
      yAxis: yAxis(theme, { name: up.name, unit: up.unit, log: needsLog(points.map(({ y }) => y)) }),
      series: [
        {
          type: 'scatter',
          symbolSize: points.length > 1000 ? 4 : 8,
          itemStyle: { opacity: 0.85, borderColor: theme.ground, borderWidth: 0.5 },
          data: points.map(({ trial, index, x, y }) =>
            trialPoint(index, [across.kind === 'text' ? x + jitter(trial.number) : x, y, trial.number]),
          ),
        },
      ],
    };
  },
};

/** The one that matters most comes first. */
export function byImportance<C extends { readonly name: string }>(
  importance: readonly { readonly hyperparameter: string }[] = [],
  columns: readonly C[],
): readonly C[] {
  const places = new Map(importance.map(({ hyperparameter }, place) => [hyperparameter, place]));
  return [...columns].sort((a, b) => (places.get(a.name) ?? columns.length) - (places.get(b.name) ?? columns.length));
}
