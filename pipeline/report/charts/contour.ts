import { formatValue } from '../format-number.js';
import { type Column, columnOf, isNumber, numbersOf } from '../report-data/report-data.js';
import { axisText, baseOption, shorten } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import { columnControl, objectiveColumns, parameterColumns } from './columns.js';
import { numbersIn } from './numbers-in.js';
import { byImportance } from './slice.js';
import { smoothedGrid } from './smoothed-grid.js';
import { renderTooltip } from './tooltip.js';

const cells = 24;
const mostLabels = 6;

export const contourChart: ChartDefinition = {
  title: 'Contour',
  caption:
    'Two hyperparameters together: the mean result of the complete trials near each place; the better, the more it stands out. Where none was tried the ground is empty.',
  isFor: (data) =>
    parameterColumns(data).length > 1 && data.trials.filter(({ state }) => state === 'COMPLETE').length > 2,
  controls(data) {
    const ordered = byImportance(data.importance[0]?.hyperparameters, parameterColumns(data));
    const objectives = objectiveColumns(data);
    return [
      columnControl('x', 'Across', ordered),
      columnControl('y', 'Up', ordered, 1),
      ...(objectives.length > 1 ? [columnControl('objective', 'Result', objectives)] : []),
    ];
  },
  draw(data, theme, { x = '', y = '', objective = data.objectives[0]?.column ?? '' }) {
    const [across, up, result] = [columnOf(data, x), columnOf(data, y), columnOf(data, objective)];
    if (!across || !up || result?.kind !== 'number') return { nothing: 'Choose two hyperparameters.' };
    if (across === up) return { nothing: 'Choose two different hyperparameters.' };
    const [xs, ys] = [unitScale(across), unitScale(up)];
    const values = numbersOf(data, objective);
    const points = data.trials.flatMap(({ state, variant }, index) => {
      const [a, b, value] = [across.values[index] ?? null, up.values[index] ?? null, values[index]];
      return state === 'COMPLETE' && variant === '' && isNumber(a) && isNumber(b) && isNumber(value)
        ? [{ x: xs.place(a), y: ys.place(b), value }]
        : [];
    });
    if (points.length < 3) return { nothing: 'Fewer than three complete trials have both.' };
    const grid = smoothedGrid(points, xs.cells, ys.cells);
    const shown = grid.map(([, , value]) => value);
    const direction = data.objectives.find(({ column }) => column === objective)?.direction;
    const axis = (column: Column, scale: UnitScale) => ({
      type: 'category' as const,
      name: shorten(column.name),
      nameLocation: 'middle' as const,
      nameGap: 28,
      data: [...scale.labels],
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        color: theme.muted,
        hideOverlap: true,
        fontSize: 11,
        ...(column.kind === 'number' && { interval: Math.ceil(cells / mostLabels) - 1 }),
      },
      nameTextStyle: { color: theme.muted },
      splitArea: { show: false },
    });
    return {
      ...baseOption(theme),
      grid: { left: 4, right: 76, top: 16, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'all' },
      tooltip: {
        ...baseOption(theme).tooltip,
        formatter(item: unknown) {
          const [i = -1, j = -1, value = Number.NaN] = numbersIn(item);
          return renderTooltip(`${result.name} ${formatValue(value, result.unit)}`, [
            { label: across.name, value: xs.labels[i] ?? '' },
            { label: up.name, value: ys.labels[j] ?? '' },
          ]);
        },
      },
      xAxis: axis(across, xs),
      yAxis: { ...axis(up, ys), nameGap: 44, nameRotate: 90 },
      visualMap: {
        type: 'continuous',
        min: Math.min(...shown),
        max: Math.max(...shown),
        right: 0,
        top: 'middle',
        itemHeight: 160,
        itemWidth: 10,
        textStyle: { color: theme.muted },
        formatter: (value: unknown) => formatValue(Number(value), result.unit),
        calculable: false,
        text: [formatValue(Math.max(...shown), result.unit), formatValue(Math.min(...shown), result.unit)],
        inRange: { color: direction === 'minimize' ? theme.scale.toReversed() : [...theme.scale] },
      },
      series: [{ type: 'heatmap', emphasis: { disabled: true }, data: grid.map((cell) => [...cell]) }],
    };
  },
};

interface UnitScale {
  readonly cells: number;
  readonly labels: readonly string[];
  /** A value in cells, from 0 to `cells - 1`. */
  place(value: number): number;
}

function unitScale(column: Column): UnitScale {
  if (column.kind === 'text')
    return { cells: column.texts.length, labels: column.texts.map(shorten), place: (at) => at };
  const finite = column.values.filter(isNumber);
  const [low, high] = column.range ?? [Math.min(...finite), Math.max(...finite)];
  const isLog = column.scale === 'log';
  const [from, to] = isLog ? [Math.log(low), Math.log(high)] : [low, high];
  const width = to - from || 1;
  return {
    cells,
    labels: Array.from({ length: cells }, (_, i) => {
      const at = from + (width * i) / (cells - 1);
      return axisText(isLog ? Number(Math.exp(at).toPrecision(3)) : at, column.unit);
    }),
    place: (value) => (((isLog ? Math.log(value) : value) - from) / width) * (cells - 1),
  };
}
