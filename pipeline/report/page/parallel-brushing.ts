import type { ECharts } from 'echarts/core';
import { axisId, axisValue, parallelAxes } from '../charts/parallel-coordinates.js';
import { type ReportPage, select } from './report-page.js';

type Interval = readonly [number, number];

/**
 * What is kept on the axes of the parallel coordinates becomes the selection of the page. The axes keep it when they are drawn
 * anew, and let it go when the selection is given up elsewhere.
 * @returns to be told of every drawing
 */
export function followBrushing(page: ReportPage): (chart: ECharts) => void {
  /** In numbers, or places of categories, by axis. */
  const kept = new Map<string, readonly Interval[]>();
  let drawing: ECharts | undefined;

  const keepOn = (chart: ECharts, axis: string, intervals: readonly Interval[]) =>
    chart.dispatchAction({ type: 'axisAreaSelect', parallelAxisId: axis, intervals: intervals.map((one) => [...one]) });

  function onSelected(event: unknown): void {
    const axis = property(event, 'parallelAxisId');
    const intervals = property(event, 'intervals');
    if (typeof axis !== 'string' || !Array.isArray(intervals)) return;
    if (intervals.length > 0) kept.set(axis, intervals.filter(isInterval));
    else kept.delete(axis);
    select(page, kept.size === 0 ? undefined : new Set(keptTrials(page, kept)));
  }

  page.onData.add(() => {
    if (kept.size > 0) page.selection = new Set(keptTrials(page, kept));
  });

  page.onSelection.add(() => {
    if (page.selection !== undefined || kept.size === 0) return;
    const axes = [...kept.keys()];
    kept.clear();
    for (const axis of axes) if (drawing) keepOn(drawing, axis, []);
  });

  return (chart) => {
    drawing = chart;
    chart.off('axisareaselected');
    for (const [axis, intervals] of kept) keepOn(chart, axis, intervals);
    chart.on('axisareaselected', onSelected);
  };
}

function keptTrials({ data }: ReportPage, kept: ReadonlyMap<string, readonly Interval[]>): readonly number[] {
  const axes = parallelAxes(data).flatMap((axis, dimension) => {
    const intervals = kept.get(axisId(dimension));
    return intervals ? [{ axis, intervals }] : [];
  });
  return data.trials.flatMap(({ state, variant }, index) => {
    const isKept = axes.every(({ axis, intervals }) => {
      const value = axisValue(axis, index);
      return typeof value === 'number' && intervals.some(([from, to]) => value >= from && value <= to);
    });
    return state === 'COMPLETE' && variant === '' && isKept ? [index] : [];
  });
}

const isInterval = (value: unknown): value is Interval =>
  Array.isArray(value) && value.length === 2 && value.every((end) => typeof end === 'number');

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
