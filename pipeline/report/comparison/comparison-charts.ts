import type { SeriesOption } from 'echarts';
import { axisPoints } from '../charts/axis-points.js';
import { baseOption, legend, xAxis, yAxis } from '../charts/base-option.js';
import type { ChartDefinition, Control, NothingToShow } from '../charts/chart.js';
import type { ChartTheme } from '../charts/chart-theme.js';
import { needsLog } from '../charts/columns.js';
import { runningBest } from '../charts/running-best.js';
import { renderTooltip } from '../charts/tooltip.js';
import { formatNumber } from '../format-number.js';
import { isNumber, numbersOf, type ReportData } from '../report-data/report-data.js';
import type { ComparedObjective, Comparison } from './compare-studies.js';

type Points = readonly (readonly [number, number])[];

type ComparisonChart = ChartDefinition<Comparison>;

/** Charts of two studies together, by the names of links. */
export const comparisonCharts: Readonly<Record<'history' | 'distribution' | 'learning-curves', ComparisonChart>> = {
  history: {
    title: 'Best so far',
    caption: 'The best feasible value after so many trials.',
    isFor: ({ objectives }) => objectives.length > 0,
    controls: objectiveControl,
    draw: (comparison, theme, { objective }) =>
      drawBoth(comparison, theme, objective, 'trials', (data, { column, direction }) => {
        const values = numbersOf(data, column);
        const found = data.trials.flatMap(({ number, feasible, variant }, index) => {
          const value = values[index];
          return feasible && variant === '' && isNumber(value) ? [[number + 1, value] as const] : [];
        });
        return runningBest(
          found,
          direction,
          data.trials.reduce((most, { number }) => Math.max(most, number + 1), 0),
        );
      }),
  },
  distribution: {
    title: 'Distribution',
    caption: 'The share of complete trials whose value is at most the one below.',
    isFor: ({ objectives }) => objectives.length > 0,
    controls: objectiveControl,
    draw(comparison, theme, { objective }) {
      const chosen = objectiveOf(comparison, objective);
      if (!chosen) return nothingInCommon;
      const drawn = drawBoth(comparison, theme, objective, chosen.name, (data, { column }) => {
        const values = numbersOf(data, column);
        const sorted = data.trials
          .flatMap(({ state, variant }, index) => (state === 'COMPLETE' && variant === '' ? (values[index] ?? []) : []))
          .filter(isNumber)
          .sort((x, y) => x - y);
        return sorted.map((value, i) => [value, (i + 1) / sorted.length]);
      });
      if ('nothing' in drawn) return drawn;
      const shares = yAxis(theme, { name: 'share of trials', format: (share) => `${Math.round(100 * share)} %` });
      return {
        ...drawn,
        xAxis: xAxis(theme, { name: chosen.name, unit: chosen.unit }),
        yAxis: { ...shares, min: 0, max: 1 },
      };
    },
  },
  'learning-curves': {
    title: 'Learning curves of the best trials',
    caption: 'What the best trial of each study reported, step by step.',
    isWide: true,
    isFor: ({ studies }) => studies.some((data) => bestCurve(data).length > 0),
    draw(comparison, theme) {
      const [{ curves }] = comparison.studies;
      const points = comparison.studies.map((data) => bestCurve(data));
      return bothLines(comparison, theme, points, {
        xAxis: { ...xAxis(theme, { name: curves.step }), minInterval: 1 },
        yAxis: yAxis(theme, { name: curves.series[0] ?? '', log: needsLog(points.flat().map(([, y]) => y)) }),
      });
    },
  },
};

const nothingInCommon: NothingToShow = { nothing: 'The studies have no objective in common.' };

function objectiveControl({ objectives }: Comparison): readonly Control[] {
  if (objectives.length < 2) return [];
  const options = objectives.map(({ column, name }) => ({ value: column, label: name }));
  return [{ name: 'objective', label: 'Objective', options }];
}

const objectiveOf = ({ objectives }: Comparison, column: string | undefined): ComparedObjective | undefined =>
  objectives.find((one) => one.column === column) ?? objectives[0];

/** The first series of the best trial. */
function bestCurve({ trials, curves }: ReportData): Points {
  const [best] = trials;
  const curve = best?.feasible ? curves.byTrial[best.number] : undefined;
  return (
    curve?.steps.map((step, i) => [step, curve.values[0]?.[i] ?? Number.NaN] as const).filter(([, y]) => isNumber(y)) ??
    []
  );
}

function drawBoth(
  comparison: Comparison,
  theme: ChartTheme,
  column: string | undefined,
  across: string,
  pointsOf: (data: ReportData, objective: ComparedObjective) => Points,
) {
  const objective = objectiveOf(comparison, column);
  if (!objective) return nothingInCommon;
  const points = comparison.studies.map((data) => pointsOf(data, objective));
  return bothLines(comparison, theme, points, {
    xAxis: xAxis(theme, { name: across }),
    yAxis: yAxis(theme, { name: objective.name, unit: objective.unit, log: needsLog(points.flat().map(([, y]) => y)) }),
    step: 'end',
  });
}

interface BothLines {
  readonly xAxis: ReturnType<typeof xAxis>;
  readonly yAxis: ReturnType<typeof yAxis>;
  readonly step?: 'end';
}

function bothLines({ studies }: Comparison, theme: ChartTheme, points: readonly Points[], axes: BothLines) {
  if (points.every(({ length }) => length === 0)) return { nothing: 'Neither study has a number to draw.' };
  const [first, second] = studies;
  const names = first.name === second.name ? [`${first.name} (1)`, `${second.name} (2)`] : [first.name, second.name];
  return {
    ...baseOption(theme),
    legend: legend(theme),
    tooltip: { ...baseOption(theme).tooltip, trigger: 'axis' as const, formatter: (items: unknown) => describe(items) },
    xAxis: axes.xAxis,
    yAxis: axes.yAxis,
    series: names.map(
      (name, i): SeriesOption => ({
        name,
        type: 'line',
        step: axes.step ?? false,
        symbol: (points[i]?.length ?? 0) === 1 ? 'circle' : 'none',
        lineStyle: { color: theme.categories[i], width: 2, type: i === 0 ? 'solid' : [6, 3] },
        itemStyle: { color: theme.categories[i] },
        data: (points[i] ?? []).map((point) => [...point]),
      }),
    ),
  };
}

function describe(items: unknown): string {
  const points = axisPoints(items);
  return renderTooltip(
    formatNumber(points[0]?.x ?? Number.NaN),
    points.map(({ name, y }) => ({ label: name, value: formatNumber(y) })),
  );
}
