import { formatNumber } from '../format-number.js';
import { tableOf } from '../report-data/report-data.js';
import { axisPoints } from './axis-points.js';
import { baseOption, legend, xAxis, yAxis } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import { renderTooltip } from './tooltip.js';

/** Times the first smoothed loss: the explosion at the end would hide everything else. */
const highest = 3;

export const rangeTestChart: ChartDefinition = {
  title: 'Range test',
  caption:
    'The loss of one update at each of ever larger learning rates. A good rate lies where it falls most steeply, well before it rises.',
  isFor: (data) => tableOf(data, 'learning-rate-range') !== undefined,
  draw(data, theme) {
    const { columns = [], rows = [] } = tableOf(data, 'learning-rate-range') ?? {};
    const [rate, loss, smoothed] = ['learning_rate', 'loss', 'smoothed_loss'].map((name) => columns.indexOf(name));
    const curve = (column = -1) =>
      rows.flatMap((row) => {
        const point = [Number(row[rate ?? -1]), Number(row[column])];
        return point.every(Number.isFinite) ? [point] : [];
      });
    const first = curve(smoothed)[0]?.[1];
    if (first === undefined) return { nothing: 'The range test has no finite loss.' };
    const top = highest * first;
    const series = (name: string, column: number | undefined, color: string, width: number) => ({
      name,
      type: 'line' as const,
      symbol: 'none',
      lineStyle: { color, width },
      itemStyle: { color },
      data: curve(column).map(([x = 0, y = 0]) => [x, Math.min(y, top)]),
    });
    return {
      ...baseOption(theme),
      legend: legend(theme),
      tooltip: {
        ...baseOption(theme).tooltip,
        trigger: 'axis',
        formatter: (items: unknown) => describe(items),
      },
      xAxis: xAxis(theme, { name: 'learning rate', log: true }),
      yAxis: yAxis(theme, { name: 'loss' }),
      series: [series('loss', loss, theme.scale[1] ?? theme.muted, 1), series('smoothed', smoothed, theme.accent, 2)],
    };
  },
};

function describe(items: unknown): string {
  const points = axisPoints(items);
  return renderTooltip(
    `learning rate ${formatNumber(points[0]?.x ?? Number.NaN)}`,
    points.map(({ name, y }) => ({ label: name, value: formatNumber(y) })),
  );
}
