import { formatNumber } from '../format-number.js';
import { omittedCurves } from '../report-data/omitted-curves.js';
import { isNumber } from '../report-data/report-data.js';
import { baseOption, xAxis, yAxis } from './base-option.js';
import type { ChartDefinition, Control } from './chart.js';
import { needsLog } from './columns.js';
import { renderTooltip } from './tooltip.js';
import { pointIndex, trialPoint } from './trial-point.js';

/** Lines that can still be told from one another. */
const fewLines = 30;

export const learningCurvesChart: ChartDefinition = {
  title: 'Learning curves',
  caption: 'One line a trial. The best is drawn strongly, pruned trials end in a diamond, failed ones in a cross.',
  isWide: true,
  note: omittedCurves,
  hasTrials: true,
  isFor: (data) => Object.keys(data.curves.byTrial).length > 0,
  controls: ({ curves, trials }) => [
    ...(curves.series.length > 1
      ? [{ name: 'series', label: 'Show', options: curves.series.map((label, i) => ({ value: String(i), label })) }]
      : []),
    ...(trials.length > fewLines ? [countControl] : []),
  ],
  draw(data, theme, { series: chosen = '0', count }) {
    const place = Number(chosen);
    const { curves } = data;
    const limit = count === 'all' ? Infinity : Number(count ?? fewLines);
    const shown = data.trials
      .map((trial, index) => ({ trial, index, curve: curves.byTrial[trial.number] }))
      .filter(({ trial, curve }) => curve !== undefined && trial.variant === '')
      .filter(({ trial }, rank) => rank < limit || trial.state === 'RUNNING');
    const values = shown.flatMap(({ curve }) => curve?.values[place] ?? []);
    if (!values.some(isNumber)) return { nothing: 'No trial has reported a number here.' };
    const ends = {
      PRUNED: 'diamond',
      FAIL: 'path://M0,0L10,10M10,0L0,10',
      COMPLETE: 'none',
      RUNNING: 'circle',
      WAITING: 'none',
    };
    return {
      ...baseOption(theme),
      tooltip: {
        ...baseOption(theme).tooltip,
        trigger: 'item',
        formatter(item: unknown) {
          const found = shown.find(({ index }) => index === pointIndex(item));
          if (!found?.curve) return '';
          const last = found.curve.values[place]?.at(-1) ?? Number.NaN;
          return renderTooltip(`trial ${found.trial.number}`, [
            { label: 'state', value: found.trial.state.toLowerCase() },
            { label: `last ${curves.series[place] ?? ''}`, value: formatNumber(last) },
          ]);
        },
      },
      xAxis: { ...xAxis(theme, { name: curves.step }), minInterval: 1 },
      yAxis: yAxis(theme, { name: curves.series[place] ?? '', log: needsLog(values) }),
      series: shown.toReversed().map(({ trial, index, curve }) => {
        const isBest = index === 0 && trial.feasible;
        const colour = isBest ? theme.highlight : theme.states[trial.state];
        const points = curve?.steps.map((step, i) => [step, curve.values[place]?.[i] ?? Number.NaN] as const) ?? [];
        const finite = points.filter(([, value]) => isNumber(value));
        return {
          type: 'line' as const,
          name: `trial ${trial.number}`,
          triggerEvent: true,
          symbol: (_: unknown, { dataIndex }: { readonly dataIndex: number }) =>
            dataIndex === finite.length - 1
              ? finite.length === 1 && ends[trial.state] === 'none'
                ? 'circle'
                : ends[trial.state]
              : 'none',
          symbolSize: trial.state === 'COMPLETE' ? 5 : 8,
          showAllSymbol: true,
          z: isBest ? 4 : 2,
          lineStyle: { color: colour, width: isBest ? 2.5 : 1.2, opacity: isBest ? 1 : 0.55 },
          itemStyle: { color: colour, borderColor: colour, borderWidth: trial.state === 'FAIL' ? 1.5 : 0 },
          emphasis: { lineStyle: { width: 2.5, opacity: 1 } },
          data: finite.map((value) => trialPoint(index, value)),
        };
      }),
    };
  },
};

const countControl: Control = {
  name: 'count',
  label: 'Trials',
  options: [
    { value: String(fewLines), label: `best ${fewLines}` },
    { value: '100', label: 'best 100' },
    { value: 'all', label: 'all' },
  ],
};
