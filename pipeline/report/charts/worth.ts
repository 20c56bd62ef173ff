import { formatNumber } from '../format-number.js';
import { type ReportTable, tableOf } from '../report-data/report-data.js';
import { baseOption, categoryAxis, xAxis } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import { renderTooltip } from './tooltip.js';

export const worthChart: ChartDefinition = {
  title: 'Worth of values',
  caption:
    'What the sampler has learnt: the mean reward of each value of a hyperparameter, and in how many trainings it was used.',
  isFor: (data) => tableOf(data, 'worth-table') !== undefined,
  controls: (data) => [
    {
      name: 'hyperparameter',
      label: 'Hyperparameter',
      options: [...new Set(tableOf(data, 'worth-table')?.rows.map((row) => String(row[0])))].map((value) => ({
        value,
        label: value,
      })),
    },
  ],
  draw(data, theme, { hyperparameter = '' }) {
    const learnt = tableOf(data, 'worth-table');
    const rows = learnt ? rowsOf(learnt, hyperparameter) : [];
    if (rows.length === 0) return { nothing: 'The sampler has learnt nothing yet.' };
    return {
      ...baseOption(theme),
      tooltip: {
        ...baseOption(theme).tooltip,
        formatter(item: unknown) {
          const at = typeof item === 'object' && item !== null && 'dataIndex' in item ? Number(item.dataIndex) : -1;
          const row = rows[at];
          if (!row) return '';
          return renderTooltip(row.value, [
            { label: 'mean reward', value: formatNumber(row.reward) },
            { label: 'trainings', value: String(row.trainings) },
            { label: 'worth', value: row.worth },
          ]);
        },
      },
      xAxis: { ...xAxis(theme, { name: 'mean reward' }), min: 0, max: 1 },
      yAxis: {
        ...categoryAxis(
          theme,
          '',
          rows.map(({ value, trainings }) => `${value}  ·  ${trainings}×`),
        ),
        inverse: true,
      },
      series: [
        {
          type: 'bar',
          barMaxWidth: 16,
          itemStyle: { color: theme.accent, borderRadius: [0, 3, 3, 0] },
          data: rows.map(({ reward }) => reward),
        },
      ],
    };
  },
};

function rowsOf({ columns, rows }: ReportTable, hyperparameter: string) {
  const at = (name: string) => columns.indexOf(name);
  return rows
    .filter((row) => String(row[0]) === hyperparameter)
    .map((row) => ({
      value: String(row[at('value')] ?? ''),
      trainings: Number(row[at('trainings')] ?? 0),
      reward: Number(row[at('mean_reward')] ?? Number.NaN),
      worth: String(row[at('worth')] ?? ''),
    }));
}
