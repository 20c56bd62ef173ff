import type { Direction } from '../../study/trial.js';
import { columnOf, isNumber, numbersOf, type ReportData } from '../report-data/report-data.js';
import { axisText, baseOption, legend, shorten, xAxis, yAxis } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import { columnControl, measuredColumns, needsLog } from './columns.js';
import { pointTooltip } from './point-tooltip.js';
import { manyPoints, trialPoint } from './trial-point.js';

export const paretoFrontChart: ChartDefinition = {
  title: 'Trade-off',
  caption:
    'Two measurements of every complete trial. The line joins the feasible trials that no other beats in both; dashed lines are constraints.',
  hasTrials: true,
  isFor: (data) => measuredColumns(data).length > 1,
  controls(data) {
    const columns = measuredColumns(data);
    return [
      columnControl('x', 'Across', columns, data.objectives.length > 1 ? 1 : costColumn(data)),
      columnControl('y', 'Up', columns),
    ];
  },
  draw(data, theme, { x = '', y = '' }) {
    const [across, up] = [columnOf(data, x), columnOf(data, y)];
    if (across?.kind !== 'number' || up?.kind !== 'number') return { nothing: 'Choose two measurements.' };
    const [xs, ys] = [numbersOf(data, x), numbersOf(data, y)];
    const points = data.trials.flatMap((trial, index) => {
      const at = [xs[index], ys[index]];
      return trial.state === 'COMPLETE' && isNumber(at[0]) && isNumber(at[1])
        ? [{ trial, index, value: [at[0], at[1]] as const }]
        : [];
    });
    if (points.length === 0) return { nothing: 'No complete trial has both.' };
    const feasible = points.filter(({ trial }) => trial.feasible);
    const front = new Set(
      frontOf(
        feasible.map(({ value }) => value),
        directionOf(data, x),
        directionOf(data, y),
      ).map((i) => feasible[i]),
    );
    const onFront = [...front].flatMap((point) => point ?? []).sort((a, b) => a.value[0] - b.value[0]);
    const place = ({ index, value }: (typeof points)[number]) => trialPoint(index, value);
    return {
      ...baseOption(theme),
      legend: legend(theme),
      tooltip: pointTooltip(data, theme),
      xAxis: xAxis(theme, { name: across.name, unit: across.unit, log: needsLog(points.map(({ value }) => value[0])) }),
      yAxis: yAxis(theme, { name: up.name, unit: up.unit, log: needsLog(points.map(({ value }) => value[1])) }),
      series: [
        {
          name: 'beaten',
          type: 'scatter',
          ...manyPoints,
          symbolSize: points.length > 1000 ? 4 : 7,
          itemStyle: { color: theme.accent, opacity: 0.55 },
          data: feasible.filter((point) => !front.has(point)).map(place),
        },
        {
          name: 'not feasible',
          type: 'scatter',
          ...manyPoints,
          symbol: 'emptyDiamond',
          symbolSize: 7,
          itemStyle: { color: theme.states.PRUNED },
          data: points.filter(({ trial }) => !trial.feasible).map(place),
        },
        {
          name: 'Pareto front',
          type: 'line',
          symbol: 'circle',
          symbolSize: 9,
          lineStyle: { color: theme.highlight, width: 1.5 },
          itemStyle: { color: theme.highlight },
          data: onFront.map(place),
          markLine: {
            silent: true,
            symbol: 'none',
            lineStyle: { color: theme.muted, type: 'dashed', width: 1 },
            label: { color: theme.muted, formatter: '{b}', position: 'insideEndTop' },
            data: data.constraints.flatMap(({ column, name, bound, value }): readonly BoundLine[] => {
              const unit = column === x ? across.unit : up.unit;
              const text = `${shorten(name)} ${bound === 'atMost' ? '≤' : '≥'} ${axisText(value, unit)}`;
              if (column === x) return [{ xAxis: value, name: text }];
              return column === y ? [{ yAxis: value, name: text }] : [];
            }),
          },
        },
      ],
    };
  },
};

type BoundLine = { readonly name: string } & ({ readonly xAxis: number } | { readonly yAxis: number });

/** What a network costs to serve is what its quality is usually weighed against. */
function costColumn(data: ReportData): number {
  const columns = measuredColumns(data);
  const costs = ['metric:latency.p90', 'metric:model.bytes', 'metric:train.seconds'];
  const found = costs.map((key) => columns.findIndex((column) => column.key === key)).find((index) => index > 0);
  return found ?? Math.min(1, columns.length - 1);
}

/** Of an objective its own; of other measurements what is customary: more is better of scores, less of everything else. */
export function directionOf(data: ReportData, column: string): Direction {
  const objective = data.objectives.find((one) => one.column === column);
  if (objective) return objective.direction;
  return /accuracy|r2|top1|throughput/.test(column) ? 'maximize' : 'minimize';
}

/** Positions of the points that no other beats in both directions; of equal points each. O(n log n). */
export function frontOf(
  points: readonly (readonly [number, number])[],
  across: Direction,
  up: Direction,
): readonly number[] {
  const losses = points.map(([x, y]) => [across === 'maximize' ? -x : x, up === 'maximize' ? -y : y] as const);
  const order = losses.map((_, i) => i).sort((a, b) => compare(losses[a], losses[b]));
  let last: readonly [number, number] | undefined;
  return order.filter((i) => {
    const loss = losses[i];
    if (!loss) return false;
    const isEqual = last !== undefined && loss[0] === last[0] && loss[1] === last[1];
    if (last !== undefined && !isEqual && loss[1] >= last[1]) return false;
    last = loss;
    return true;
  });
}

const compare = (a: readonly [number, number] = [0, 0], b: readonly [number, number] = [0, 0]) =>
  a[0] - b[0] || a[1] - b[1];
