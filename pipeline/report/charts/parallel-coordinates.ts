import { type Column, isNumber, type ReportData } from '../report-data/report-data.js';
import { axisText, baseOption, shorten } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import type { ChartTheme } from './chart-theme.js';
import { columnControl, objectiveColumns, parameterColumns } from './columns.js';
import { trialTooltip } from './tooltip.js';
import { pointIndex, trialPoint } from './trial-point.js';

export const parallelCoordinatesChart: ChartDefinition = {
  title: 'Parallel coordinates',
  caption:
    'One line a complete trial; the better it is, the more it stands out. Drag along an axis to keep a range, in the ranking too; click beside it to let it go.',
  isWide: true,
  hasTrials: true,
  isFor: (data) => parameterColumns(data).length > 0 && data.trials.some(({ state }) => state === 'COMPLETE'),
  controls: (data) =>
    data.objectives.length > 1 ? [columnControl('objective', 'Colour', objectiveColumns(data))] : [],
  height: () => 380,
  leastWidth: (data) => 112 + 84 * (parallelAxes(data).length - 1),
  draw(data, theme, { objective: chosen }) {
    const objective = data.objectives.find(({ column }) => column === chosen) ?? data.objectives[0];
    const axes = parallelAxes(data);
    const colourAt = axes.findIndex(({ key }) => key === objective?.column);
    const lines = data.trials.flatMap(({ state, variant }, index) =>
      state === 'COMPLETE' && variant === ''
        ? [
            trialPoint(
              index,
              axes.map((axis) => axisValue(axis, index)),
            ),
          ]
        : [],
    );
    const colours = lines.map((line) => line[colourAt]).filter((value) => typeof value === 'number');
    const scale = objective?.direction === 'minimize' ? theme.scale.toReversed() : [...theme.scale];
    return {
      ...baseOption(theme),
      tooltip: {
        ...baseOption(theme).tooltip,
        formatter: (item: unknown) => trialTooltip(data, pointIndex(item)),
      },
      parallel: {
        left: 48,
        right: 64,
        top: 48,
        bottom: 24,
        axisExpandable: false,
        parallelAxisDefault: axisStyle(theme),
      },
      parallelAxis: axes.map((axis, dim) => ({ dim, id: axisId(dim), ...axisOf(axis) })),
      visualMap: {
        show: false,
        dimension: Math.max(0, colourAt),
        ...extent(colours),
        inRange: { color: [...scale] },
      },
      series: [
        {
          type: 'parallel',
          lineStyle: { width: lines.length > 500 ? 0.8 : 1.5, opacity: lines.length > 500 ? 0.35 : 0.75 },
          inactiveOpacity: 0.04,
          progressive: 500,
          data: lines,
        },
      ],
    };
  },
};

/** Hyperparameters from the left, objectives on the right. */
export const parallelAxes = (data: ReportData): readonly Column[] => [
  ...parameterColumns(data),
  ...objectiveColumns(data),
];

/** By which events name an axis. */
export const axisId = (dimension: number): string => `axis-${dimension}`;

/** What stands for a trial on an axis; `-` where it has no value. */
export function axisValue(column: Column, index: number): number | string {
  const value = column.values[index] ?? null;
  if (value === null || !isNumber(value)) return '-';
  return value;
}

const axisStyle = (theme: ChartTheme) => ({
  nameLocation: 'end' as const,
  nameTextStyle: { color: theme.text, fontSize: 12 },
  nameRotate: 0,
  nameGap: 14,
  axisLine: { lineStyle: { color: theme.muted } },
  axisTick: { lineStyle: { color: theme.muted } },
  // With a rim of the ground, because lines run through it.
  axisLabel: { color: theme.text, fontSize: 11, textBorderColor: theme.ground, textBorderWidth: 3 },
  areaSelectStyle: { width: 18, color: theme.accent, borderColor: theme.accent, opacity: 0.25 },
});

function axisOf(column: Column) {
  const name = shorten(column.name);
  if (column.kind === 'text') {
    return {
      name,
      type: 'category' as const,
      data: column.texts.map((text) => (text.length > 12 ? `${text.slice(0, 11)}…` : text)),
    };
  }
  return {
    name,
    type: column.scale === 'log' ? ('log' as const) : ('value' as const),
    scale: true,
    ...(column.range && { min: column.range[0], max: column.range[1] }),
    axisLabel: { formatter: (value: number) => axisText(value, column.unit) },
  };
}

function extent(values: readonly number[]): { readonly min: number; readonly max: number } {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return min < max ? { min, max } : { min: 0, max: 1 };
}
