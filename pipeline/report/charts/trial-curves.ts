import { formatNumber } from '../format-number.js';
import type { Curve } from '../report-data/report-data.js';
import { isNumber } from '../report-data/report-data.js';
import { axisPoints } from './axis-points.js';
import { baseOption, legend, xAxis, yAxis } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import { renderTooltip } from './tooltip.js';

/** Of a study that has been narrowed to one trial (`onlyTrial`): the curves of one kind together, training beside validation. */
export const trialCurvesChart: ChartDefinition = {
  title: 'Learning curves',
  caption: '',
  isFor: (data) => curveOf(data) !== undefined,
  controls: ({ curves }) => {
    const kinds = [...new Set(curves.series.map(kindOf))];
    return kinds.length > 1
      ? [{ name: 'kind', label: 'Show', options: kinds.map((value) => ({ value, label: value })) }]
      : [];
  },
  height: () => 260,
  draw(data, theme, { kind }) {
    const curve = curveOf(data);
    if (!curve) return { nothing: 'This trial has reported nothing.' };
    const wanted = data.curves.series.flatMap((name, place) =>
      kind === undefined || kindOf(name) === kind ? [{ name, place }] : [],
    );
    const points = (place: number) =>
      curve.steps.flatMap((step, i) => {
        const value = curve.values[place]?.[i];
        return isNumber(value) ? [[step, value]] : [];
      });
    if (wanted.every(({ place }) => points(place).length === 0))
      return { nothing: 'Nothing that was reported is a finite number.' };
    return {
      ...baseOption(theme),
      legend: { ...legend(theme), show: wanted.length > 1 },
      tooltip: {
        ...baseOption(theme).tooltip,
        trigger: 'axis',
        formatter: (items: unknown) => describe(data.curves.step, items),
      },
      xAxis: { ...xAxis(theme, { name: data.curves.step }), minInterval: 1 },
      yAxis: yAxis(theme, { name: kind ?? wanted[0]?.name ?? '' }),
      series: wanted.map(({ name, place }) => ({
        name,
        type: 'line' as const,
        symbolSize: 5,
        symbol: 'circle',
        showSymbol: curve.steps.length < 40,
        lineStyle: { width: 2 },
        data: points(place),
      })),
    };
  },
};

const curveOf = ({ curves, trials }: Parameters<ChartDefinition['isFor']>[0]): Curve | undefined =>
  curves.byTrial[trials[0]?.number ?? -1];

/** `validation loss` and `train loss` are of one kind. */
const kindOf = (series: string) => series.replace(/^(validation|train) /, '');

function describe(step: string, items: unknown): string {
  const points = axisPoints(items);
  return renderTooltip(
    `${step} ${points[0]?.x ?? ''}`,
    points.map(({ name, y }) => ({ label: name, value: formatNumber(y) })),
  );
}
