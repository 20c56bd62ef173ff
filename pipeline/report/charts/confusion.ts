import { classScores } from '../../analyze/confusion.js';
import type { ReportData } from '../report-data/report-data.js';
import { baseOption, categoryAxis } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import { numbersIn } from './numbers-in.js';
import { percent, renderTooltip } from './tooltip.js';

/** With more classes there is no room for numbers in the cells. */
const mostNumbered = 20;

export const confusionChart: ChartDefinition = {
  title: 'Confusion',
  caption:
    'Rows are the true classes, columns what the network takes them for. On the diagonal it is right; elsewhere the colour is the stronger, the larger the share of the class that is mistaken.',
  subject: 'network',
  isFor: (data) => classification(data) !== undefined,
  height: (data) => Math.min(640, 110 + 34 * Math.max(4, classification(data)?.classes.length ?? 0)),
  draw(data, theme) {
    const found = classification(data);
    if (!found || found.confusion.length === 0) return { nothing: 'No sample has a prediction.' };
    const { classes, confusion } = found;
    const scores = classScores(confusion, classes.length);
    const shareOf = (actual: number, count: number) => count / (scores[actual]?.count ?? count);
    const numbered = classes.length <= mostNumbered;
    // Long names are cut there.
    const labelWidth = Math.min(96, 7 * Math.max(...classes.map(({ length }) => length)));
    const axis = (name: string) => ({
      ...categoryAxis(theme, name, classes),
      axisLine: { show: false },
      axisLabel: { color: theme.muted, hideOverlap: true, width: labelWidth, overflow: 'truncate' as const },
    });
    return {
      ...baseOption(theme),
      grid: { left: 4, right: 8, top: 8, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'all' },
      tooltip: {
        ...baseOption(theme).tooltip,
        formatter(item: unknown) {
          const [predicted = -1, actual = -1, count = 0] = numbersIn(item);
          const score = scores[actual];
          return renderTooltip(`${count} of ${score?.count ?? count}, ${percent(shareOf(actual, count))}`, [
            { label: 'true class', value: classes[actual] ?? '' },
            { label: 'taken for', value: classes[predicted] ?? '' },
            { label: 'recall of the true class', value: percent(score?.recall ?? Number.NaN) },
            { label: 'precision of the other', value: percent(scores[predicted]?.precision ?? Number.NaN) },
          ]);
        },
      },
      xAxis: { ...axis('taken for'), nameGap: 30 },
      yAxis: { ...axis('true class'), inverse: true, nameGap: 20 + labelWidth, nameRotate: 90 },
      series: [
        {
          type: 'heatmap',
          emphasis: { itemStyle: { borderColor: theme.text } },
          itemStyle: { borderColor: theme.ground, borderWidth: numbered ? 2 : 0.5, borderRadius: numbered ? 4 : 0 },
          data: confusion.map(([actual, predicted, count]) => {
            const share = shareOf(actual, count);
            // The eye takes an area's strength for less than it is: the root shows mistakes of one in a hundred.
            const opacity = actual === predicted ? 0.15 + 0.75 * share : 0.12 + 0.88 * Math.sqrt(share);
            return {
              value: [predicted, actual, count],
              itemStyle: { color: actual === predicted ? theme.accent : theme.highlight, opacity },
              label: { show: numbered, color: opacity > 0.6 ? theme.ground : theme.text, fontSize: 11 },
            };
          }),
        },
      ],
    };
  },
};

export function classification({ analysis }: ReportData) {
  const { predictions } = analysis ?? {};
  return predictions?.kind === 'classification' ? predictions : undefined;
}
