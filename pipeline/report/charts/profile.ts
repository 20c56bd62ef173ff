import { timeByOperator } from '../../benchmark/matrix-operators.js';
import { formatNumber } from '../format-number.js';
import type { ReportData } from '../report-data/report-data.js';
import { baseOption, categoryAxis, xAxis } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import { numbersIn } from './numbers-in.js';
import { percent, renderTooltip, type TooltipRow } from './tooltip.js';

const most = 16;

export const profileChart: ChartDefinition = {
  title: 'Where the time goes',
  caption:
    "A run with one sample and one thread under ONNX Runtime's profiler, which takes time itself: shares say more than microseconds.",
  subject: 'network',
  isFor: ({ analysis }) => analysis?.profile !== undefined,
  controls: () => [
    {
      name: 'by',
      label: 'By',
      options: [
        { value: 'operator', label: 'operator' },
        { value: 'node', label: 'node' },
      ],
    },
  ],
  height: (data) => 80 + 22 * Math.max(8, rowsOf(data, 'operator').length, rowsOf(data, 'node').length),
  draw(data, theme, { by = 'operator' }) {
    const profile = data.analysis?.profile;
    if (!profile || 'problem' in profile) return { nothing: `There is no profile: ${profile?.problem ?? 'none'}.` };
    const rows = rowsOf(data, by);
    if (rows.length === 0) return { nothing: 'The network has no nodes.' };
    return {
      ...baseOption(theme),
      grid: { left: 4, right: 24, top: 8, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'all' },
      tooltip: {
        ...baseOption(theme).tooltip,
        formatter(item: unknown) {
          const [, row = -1] = numbersIn(item);
          const { name = '', microseconds = Number.NaN, about = [] } = rows[row] ?? {};
          return renderTooltip(name, [
            { label: 'time', value: `${formatNumber(microseconds)} µs` },
            { label: 'of the run', value: percent(microseconds / profile.run) },
            ...about,
          ]);
        },
      },
      xAxis: {
        ...xAxis(theme, { name: `µs; a run takes ${formatNumber(profile.run)}`, format: formatNumber }),
        min: 0,
        scale: false,
        splitLine: { show: true, lineStyle: { color: theme.line } },
      },
      yAxis: {
        ...categoryAxis(
          theme,
          '',
          rows.map(({ name }) => name),
        ),
        inverse: true,
        axisLabel: { color: theme.text, width: 160, overflow: 'truncate' },
      },
      series: [
        {
          type: 'bar',
          barMaxWidth: 14,
          itemStyle: { color: theme.accent, borderRadius: [0, 3, 3, 0] },
          data: rows.map(({ microseconds }, row) => [microseconds, row]),
        },
      ],
    };
  },
};

interface Row {
  readonly name: string;
  readonly microseconds: number;
  /** What else there is to say. */
  readonly about: readonly TooltipRow[];
}

function rowsOf({ analysis }: ReportData, by: string): readonly Row[] {
  const profile = analysis?.profile;
  if (!profile || 'problem' in profile) return [];
  const rows =
    by === 'operator'
      ? timeByOperator(profile).map(({ operator, microseconds, count }) => ({
          name: operator,
          microseconds,
          about: [{ label: 'nodes', value: String(count) }],
        }))
      : profile.nodes.map(({ name, operator, microseconds, shapes }) => ({
          name,
          microseconds,
          about: [
            { label: 'operator', value: operator },
            { label: 'shapes', value: shapes },
          ],
        }));
  const rest = {
    name: 'between nodes',
    microseconds: profile.between,
    about: [{ label: 'takes it', value: 'ONNX Runtime, its profiler' }],
  };
  return profile.between > 0 ? [...rows.slice(0, most), rest] : rows.slice(0, most);
}
