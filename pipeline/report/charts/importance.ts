import { baseOption, categoryAxis, legend, xAxis } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import { renderTooltip } from './tooltip.js';

const most = 15;
const names: Readonly<Record<string, string>> = { pareto_rank: 'all objectives together' };

export const importanceChart: ChartDefinition = {
  title: 'Importance',
  caption: 'How much of the differences between trials each hyperparameter explains; the shares sum to 100 %.',
  isFor: (data) => data.importance.length > 0,
  controls(data) {
    const methods = [...new Set(data.importance.map(({ method }) => method))];
    return methods.length > 1
      ? [{ name: 'method', label: 'Method', options: methods.map((value) => ({ value, label: value })) }]
      : [];
  },
  height: (data) =>
    Math.max(320, 26 * Math.min(most, data.importance[0]?.hyperparameters.length ?? 0) * seriesCount(data.importance)),
  draw(data, theme, { method = data.importance[0]?.method }) {
    const found = data.importance.filter((one) => one.method === method);
    const [first] = found;
    if (!first) return { nothing: 'There are too few complete trials to say.' };
    const shown = first.hyperparameters.slice(0, most).map(({ hyperparameter }) => hyperparameter);
    return {
      ...baseOption(theme),
      legend: { ...legend(theme), show: found.length > 1 },
      tooltip: {
        ...baseOption(theme).tooltip,
        trigger: 'item',
        formatter: (item: unknown) => describe(item),
      },
      xAxis: {
        ...xAxis(theme, { name: 'share', format: (share) => `${Math.round(100 * share)} %` }),
        min: 0,
        scale: false,
      },
      yAxis: { ...categoryAxis(theme, '', shown), inverse: true, axisLabel: { color: theme.text } },
      series: found.map(({ objective, n, hyperparameters }) => ({
        name: names[objective] ?? objective,
        type: 'bar' as const,
        barMaxWidth: 16,
        barCategoryGap: '35%',
        itemStyle: { borderRadius: [0, 3, 3, 0] },
        data: shown.map((name) => ({
          value: hyperparameters.find((one) => one.hyperparameter === name)?.importance ?? 0,
          hyperparameter: name,
          n,
          objective: names[objective] ?? objective,
        })),
      })),
    };
  },
};

const seriesCount = (importance: readonly { readonly method: string }[]) =>
  Math.max(1, 0.75 * importance.filter(({ method }) => method === importance[0]?.method).length);

function describe(item: unknown): string {
  const data = typeof item === 'object' && item !== null && 'data' in item ? item.data : undefined;
  if (
    typeof data !== 'object' ||
    data === null ||
    !('hyperparameter' in data && 'n' in data && 'objective' in data && 'value' in data)
  )
    return '';
  return renderTooltip(String(data.hyperparameter), [
    { label: String(data.objective), value: `${(100 * Number(data.value)).toFixed(1)} %` },
    { label: 'trials', value: String(data.n) },
  ]);
}
