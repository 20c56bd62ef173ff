/**
 * A point that belongs to a trial: its dimensions, and last the place of the trial in the ranking, from 0. A list and no object,
 * because ECharts makes a model of every object, which takes seconds with 10,000 of them.
 */
export const trialPoint = <V extends number | string>(index: number, dimensions: readonly V[]): (V | number)[] => [
  ...dimensions,
  index,
];

/** The place of its trial, of what a tooltip or an event tells of a point; -1 where it belongs to none. */
export function pointIndex(item: unknown): number {
  const data: unknown = typeof item === 'object' && item !== null && 'data' in item ? item.data : undefined;
  const index: unknown = Array.isArray(data) ? data.at(-1) : undefined;
  return typeof index === 'number' && Number.isInteger(index) ? index : -1;
}

/** So many points are drawn in one go, of one colour each series. */
export const manyPoints = { large: true, largeThreshold: 2000 } as const;
