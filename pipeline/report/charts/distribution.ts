import { formatValue } from '../format-number.js';
import { columnOf, isNumber } from '../report-data/report-data.js';
import { baseOption, xAxis, yAxis } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import { columnControl, measuredColumns, needsLog, objectiveColumns } from './columns.js';
import { renderTooltip } from './tooltip.js';

export const distributionChart: ChartDefinition = {
  title: 'Distribution',
  caption: 'The share of complete trials whose value is at most the one below: a steep rise is where most of them are.',
  isFor: (data) => measuredColumns(data).some((column) => objectiveColumns(data).includes(column)),
  controls: (data) =>
    data.objectives.length > 1 ? [columnControl('objective', 'Objective', objectiveColumns(data))] : [],
  draw(data, theme, { objective = data.objectives[0]?.column ?? '' }) {
    const column = columnOf(data, objective);
    if (column?.kind !== 'number') return { nothing: 'Choose an objective.' };
    const values = data.trials
      .flatMap(({ state, variant }, index) =>
        state === 'COMPLETE' && variant === '' ? (column.values[index] ?? []) : [],
      )
      .filter(isNumber)
      .sort((a, b) => a - b);
    const [first] = values;
    if (first === undefined) return { nothing: 'No complete trial has a value of this objective.' };
    const steps = values.map((value, i) => [value, (i + 1) / values.length] as const);
    return {
      ...baseOption(theme),
      tooltip: {
        ...baseOption(theme).tooltip,
        trigger: 'axis',
        axisPointer: { type: 'line', lineStyle: { color: theme.muted } },
        formatter(items: unknown) {
          const [value, share] = pointOf(items);
          return renderTooltip(formatValue(value, column.unit), [
            { label: 'trials up to it', value: `${(100 * share).toFixed(0)} %` },
          ]);
        },
      },
      xAxis: xAxis(theme, { name: column.name, unit: column.unit, log: needsLog(values) }),
      yAxis: {
        ...yAxis(theme, { name: 'share of trials', format: (share) => `${Math.round(100 * share)} %` }),
        min: 0,
        max: 1,
      },
      series: [
        {
          type: 'line',
          step: 'end',
          symbol: values.length === 1 ? 'circle' : 'none',
          lineStyle: { color: theme.accent, width: 2 },
          itemStyle: { color: theme.accent },
          areaStyle: { color: theme.accent, opacity: 0.08 },
          data: [[first, 0] as const, ...steps].map((point) => [...point]),
        },
      ],
    };
  },
};

function pointOf(items: unknown): readonly [number, number] {
  const item: unknown = Array.isArray(items) ? items[0] : undefined;
  const value = typeof item === 'object' && item !== null && 'value' in item ? item.value : undefined;
  return Array.isArray(value) ? [Number(value[0]), Number(value[1])] : [Number.NaN, Number.NaN];
}
