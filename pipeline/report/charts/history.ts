import { isNumber, numbersOf } from '../report-data/report-data.js';
import { baseOption, legend, xAxis, yAxis } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import { columnControl, measuredColumns, needsLog, objectiveColumns } from './columns.js';
import { pointTooltip } from './point-tooltip.js';
import { runningBest } from './running-best.js';
import { manyPoints, trialPoint } from './trial-point.js';

export const historyChart: ChartDefinition = {
  title: 'Optimisation history',
  caption: 'Every trial in the order in which it was started; the line is the best value so far.',
  hasTrials: true,
  isFor: (data) => data.trials.length > 0,
  controls: (data) => {
    const objectives = objectiveColumns(data);
    return objectives.length > 1 ? [columnControl('objective', 'Objective', objectives)] : [];
  },
  draw(data, theme, { objective: chosen }) {
    const objective = data.objectives.find(({ column }) => column === chosen) ?? data.objectives[0];
    const column = measuredColumns(data).find(({ key }) => key === objective?.column);
    if (!objective || !column) return { nothing: 'No trial has a value of this objective yet.' };
    const values = numbersOf(data, objective.column);
    const log = needsLog(values);
    const points = data.trials.flatMap((trial, index) => {
      const value = values[index];
      return isNumber(value) && trial.variant === '' ? [{ trial, index, value }] : [];
    });
    const feasible = points.filter(({ trial }) => trial.feasible);
    const others = points.filter(({ trial }) => !trial.feasible);
    return {
      ...baseOption(theme),
      legend: legend(theme),
      tooltip: pointTooltip(data, theme),
      xAxis: { ...xAxis(theme, { name: 'trial' }), minInterval: 1 },
      yAxis: yAxis(theme, { name: column.name, unit: column.unit, log }),
      dataZoom: [{ type: 'inside', filterMode: 'none', zoomOnMouseWheel: 'ctrl' }],
      series: [
        {
          name: 'trials',
          type: 'scatter',
          ...manyPoints,
          symbolSize: points.length > 1000 ? 4 : 7,
          itemStyle: { color: theme.accent, opacity: 0.75 },
          data: feasible.map(({ trial, index, value }) => trialPoint(index, [trial.number, value])),
        },
        ...(others.length > 0
          ? [
              {
                name: 'not feasible or not complete',
                type: 'scatter' as const,
                ...manyPoints,
                symbol: 'emptyCircle',
                symbolSize: 6,
                itemStyle: { color: theme.states.PRUNED },
                data: others.map(({ trial, index, value }) => trialPoint(index, [trial.number, value])),
              },
            ]
          : []),
        {
          name: 'best so far',
          type: 'line',
          step: 'end',
          symbol: 'none',
          silent: true,
          lineStyle: { color: theme.highlight, width: 2 },
          itemStyle: { color: theme.highlight },
          data: runningBest(
            feasible.map(({ trial, value }) => [trial.number, value] as const),
            objective.direction,
            data.trials.reduce((most, { number }) => Math.max(most, number), 0),
          ).map((point) => [...point]),
        },
      ],
    };
  },
};
