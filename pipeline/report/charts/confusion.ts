import { classScores } from '../../analyze/confusion.js';
import type { ReportData } from '../report-data/report-data.js';
import { baseOption, categoryAxis } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import { numbersIn } from './numbers-in.js';
import { percent, renderTooltip } from './tooltip.js';

/** With more classes there is no room for numbers in the cells. */
const mostNumbered = 20;

/** That fit below each other's columns on half a page. */
const mostLetters = 50;

export const confusionChart: ChartDefinition = {
  title: 'Confusion',
  caption:
    'Rows are the true classes, columns what the network takes them for. On the diagonal it is right; elsewhere the colour is the stronger, the larger the share of the class that is mistaken.',
  subject: 'network',
  isFor: (data) => classification(data) !== undefined,
  height: confusionHeight,
  draw(data, theme) {
    const found = classification(data);
    if (!found || found.confusion.length === 0) return { nothing: 'No sample has a prediction.' };
    const { classes, confusion } = found;
    const scores = classScores(confusion, classes.length);
    const shareOf = (actual: number, count: number) => count / (scores[actual]?.count ?? count);
    const numbered = classes.length <= mostNumbered;
    const longest = classes.reduce((most, { length }) => Math.max(most, length), 0);
    // Longer names are cut there.
    const labelWidth = Math.min(96, 12 + 7 * longest);
    // Every name has a place where names are short, or stand slantwise.
    const slanted =
      numbered && longest * classes.length > mostLetters ? { rotate: 35, interval: 0, hideOverlap: false } : {};
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
      xAxis: {
        ...axis('taken for'),
        axisLabel: { ...axis('').axisLabel, ...slanted },
        nameGap: 'rotate' in slanted ? 14 + 0.7 * labelWidth : 30,
      },
      yAxis: { ...axis('true class'), inverse: true, nameGap: 20 + labelWidth, nameRotate: 90 },
      // ECharts draws no heat map without one; cells have their own colours.
      visualMap: { show: false, type: 'continuous', min: 0, max: 1, inRange: { opacity: [1, 1] } },
      series: [
        {
          type: 'heatmap',
          emphasis: { itemStyle: { borderColor: theme.text } },
          itemStyle: { borderColor: theme.ground, borderWidth: numbered ? 2 : 0.5, borderRadius: numbered ? 4 : 0 },
          data: confusion.map(([actual, predicted, count]) => {
            const share = shareOf(actual, count);
            // The eye takes an area's strength for less than it is: the root shows mistakes of one in a hundred.
            const strength = actual === predicted ? 0.15 + 0.75 * share : 0.12 + 0.88 * Math.sqrt(share);
            return {
              value: [predicted, actual, count],
              itemStyle: { color: withAlpha(actual === predicted ? theme.accent : theme.highlight, strength) },
              label: { show: numbered, color: strength > 0.6 ? theme.ground : theme.text, fontSize: 11 },
            };
          }),
        },
      ],
    };
  },
};

/** Of it and its neighbour. */
export function confusionHeight(data: ReportData): number {
  return Math.min(640, Math.max(320, 110 + 34 * (classification(data)?.classes.length ?? 0)));
}

/** @param colour `#rrggbb` */
const withAlpha = (colour: string, alpha: number): string =>
  `rgba(${[1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)).join(',')},${alpha.toFixed(3)})`;

export function classification({ analysis }: ReportData) {
  const { predictions } = analysis ?? {};
  return predictions?.kind === 'classification' ? predictions : undefined;
}
