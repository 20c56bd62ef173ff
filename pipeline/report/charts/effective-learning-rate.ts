import type { ScatterSeriesOption } from 'echarts';
import { formatNumber } from '../format-number.js';
import { columnOf, isNumber, type ReportData, tableOf } from '../report-data/report-data.js';
import { baseOption, legend, shorten, xAxis, yAxis } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import { needsLog, objectiveColumns } from './columns.js';
import { trialTooltip } from './tooltip.js';
import { pointIndex, trialPoint } from './trial-point.js';

/** The steps of the search, see `searchSteps`, by what a reader calls them. */
const steps = { candidate: 'candidates', refinement: 'between neighbours', final: 'final training' } as const;

export const effectiveLearningRateChart: ChartDefinition = {
  title: 'Effective rate',
  caption:
    'The search for it: candidates evenly spaced, then values half-way to the neighbours of the best, each trained briefly; at last the best one. Numbers are those of the trials.',
  hasTrials: true,
  isFor: (data) => pointsOf(data, '').length > 0,
  controls: (data) => [
    {
      name: 'hyperparameter',
      label: 'Hyperparameter',
      options: [...new Set(tableOf(data, 'effective-learning-rate')?.rows.map((row) => String(row[2])))].map(
        (value) => ({ value, label: value }),
      ),
    },
  ],
  draw(data, theme, { hyperparameter = '' }) {
    const points = pointsOf(data, hyperparameter);
    const objective = objectiveColumns(data)[0];
    if (points.length === 0 || objective?.kind !== 'number') return { nothing: 'No trial has been evaluated yet.' };
    const searched = points.filter(({ step }) => step !== steps.final).sort((a, b) => a.x - b.x);
    const colours = [theme.accent, theme.states.RUNNING, theme.highlight];
    return {
      ...baseOption(theme),
      legend: { ...legend(theme), data: Object.values(steps) },
      tooltip: {
        ...baseOption(theme).tooltip,
        formatter: (item: unknown) => trialTooltip(data, pointIndex(item)),
      },
      xAxis: xAxis(theme, { name: shorten(hyperparameter), log: needsLog(points.map(({ x }) => x)) }),
      yAxis: yAxis(theme, { name: objective.name, unit: objective.unit, format: formatNumber }),
      series: [
        {
          type: 'line',
          symbol: 'none',
          silent: true,
          z: 1,
          lineStyle: { color: theme.line, width: 2 },
          data: searched.map(({ x, y }) => [x, y]),
        },
        ...Object.values(steps).map(
          (name, i): ScatterSeriesOption => ({
            type: 'scatter',
            name,
            symbolSize: name === steps.final ? 13 : 9,
            symbol: name === steps.final ? 'diamond' : 'circle',
            itemStyle: { color: colours[i] ?? theme.accent },
            label: {
              show: true,
              position: 'top',
              color: theme.muted,
              fontSize: 11,
              formatter: (item) => String(data.trials[pointIndex(item)]?.number ?? ''),
            },
            data: points.filter(({ step }) => step === name).map(({ x, y, index }) => trialPoint(index, [x, y])),
          }),
        ),
      ],
    };
  },
};

interface Point {
  readonly step: string;
  readonly index: number;
  readonly x: number;
  readonly y: number;
}

/** Of one hyperparameter, or of all where it is empty. */
function pointsOf(data: ReportData, hyperparameter: string): readonly Point[] {
  const { columns = [], rows = [] } = tableOf(data, 'effective-learning-rate') ?? {};
  const at = Object.fromEntries(columns.map((name, place) => [name, place]));
  const objective = columnOf(data, data.objectives[0]?.column ?? '');
  return rows.flatMap((row): Point[] => {
    const cell = (name: string) => row[at[name] ?? -1];
    if (hyperparameter !== '' && String(cell('hyperparameter')) !== hyperparameter) return [];
    const index = data.trials.findIndex(({ number, variant }) => number === cell('trial') && variant === '');
    const [x, y] = [Number(cell('value')), objective?.values[index]];
    const step = Object.entries(steps).find(([name]) => name === cell('step'))?.[1];
    return step && isNumber(x) && isNumber(y) ? [{ step, index, x, y }] : [];
  });
}
