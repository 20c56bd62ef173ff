import type { ProfileAnalysis } from '../../analyze/analysis.js';
import { timeByOperator } from '../../benchmark/matrix-operators.js';
import { formatNumber } from '../format-number.js';
import type { ReportData } from '../report-data/report-data.js';
import { baseOption } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import { barSeries, barsHeight, namedBars } from './named-bars.js';
import { numbersIn } from './numbers-in.js';
import { percent, renderTooltip, type TooltipRow } from './tooltip.js';

const most = 16;

/** Columns whose importance is shown. */
export const mostFeatures = 20;

export const profileChart: ChartDefinition = {
  title: 'Where the time goes',
  caption:
    "A run with one sample and the session options of the study's benchmark under ONNX Runtime's profiler, which takes time itself: shares say more than microseconds.",
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
  height: networkBarsHeight,
  draw(data, theme, { by = 'operator' }) {
    const profile = data.analysis?.profile;
    if (!profile || 'problem' in profile) return { nothing: `There is no profile: ${profile?.problem ?? 'none'}.` };
    const rows = rowsOf(data, by);
    if (rows.length === 0) return { nothing: 'The network has no nodes.' };
    return {
      ...baseOption(theme),
      ...namedBars(
        theme,
        timeAxis(profile),
        rows.map(({ name }) => name),
      ),
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
      series: [
        barSeries(
          theme,
          rows.map(({ microseconds }) => microseconds),
        ),
      ],
    };
  },
};

/** Of it and the importance of features: they stand side by side. */
export function networkBarsHeight(data: ReportData): number {
  const features = data.analysis?.features?.features.length ?? 0;
  return barsHeight(
    Math.max(Math.min(mostFeatures, features), rowsOf(data, 'operator').length, rowsOf(data, 'node').length),
  );
}

function timeAxis({ run, between }: ProfileAnalysis): string {
  const rest = between > 0 ? `, ${formatNumber(between)} between nodes` : '';
  return `µs of a run's ${formatNumber(run)}${rest}`;
}

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
  return rows.slice(0, most);
}
