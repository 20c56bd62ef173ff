import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts';
import { formatNumber } from '../format-number.js';
import { baseOption } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import { barSeries, namedBars } from './named-bars.js';
import { numbersIn } from './numbers-in.js';
import { mostFeatures, networkBarsHeight } from './profile.js';
import { renderTooltip } from './tooltip.js';

export const featureImportanceChart: ChartDefinition = {
  title: 'Importance of features',
  caption:
    'What the network loses when a column of the validation data is shuffled: mean and standard deviation over the repeats. Columns that say the same share what they are worth.',
  subject: 'network',
  isFor: ({ analysis }) => analysis?.features !== undefined,
  height: networkBarsHeight,
  draw({ analysis }, theme) {
    const found = analysis?.features;
    if (!found) return { nothing: 'The columns were not shuffled.' };
    const shown = found.features.slice(0, mostFeatures);
    const cut = shown.length < found.features.length ? `, ${shown.length} of ${found.features.length} columns` : '';
    const score = found.score === 'r2' ? 'R2' : 'accuracy';
    return {
      ...baseOption(theme),
      ...namedBars(
        theme,
        `${score} lost${cut}`,
        shown.map(({ name }) => name),
      ),
      tooltip: {
        ...baseOption(theme).tooltip,
        formatter(item: unknown) {
          const [row = -1] = numbersIn(item).slice(-1);
          const { name = '', drop = Number.NaN, spread = Number.NaN } = shown[row] ?? {};
          return renderTooltip(name, [
            { label: `${score} with all columns`, value: formatNumber(found.baseline) },
            { label: 'lost without this one', value: `${formatNumber(drop)} ± ${formatNumber(spread)}` },
            { label: 'shuffled', value: `${found.repeats} times, ${found.rows} rows` },
          ]);
        },
      },
      series: [
        barSeries(
          theme,
          shown.map(({ drop }) => drop),
        ),
        {
          type: 'custom',
          silent: true,
          z: 3,
          itemStyle: { color: theme.text },
          encode: { x: [0, 1], y: 2 },
          renderItem: drawSpread,
          data: shown.map(({ drop, spread }, row) => [drop - spread, drop + spread, row]),
        },
      ],
    };
  },
};

function drawSpread(_: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) {
  const at = (dimension: number) => api.coord([api.value(dimension), api.value(2)]);
  const [[left = 0, y = 0], [right = 0]] = [at(0), at(1)];
  const line = (x1: number, y1: number, x2: number, y2: number) => ({
    type: 'line' as const,
    shape: { x1, y1, x2, y2 },
    style: { stroke: api.visual('color'), lineWidth: 1.2, opacity: 0.7 },
  });
  return {
    type: 'group' as const,
    children: [line(left, y, right, y), line(left, y - 3, left, y + 3), line(right, y - 3, right, y + 3)],
  };
}
