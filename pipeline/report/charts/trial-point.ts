import type { ReportTrial } from '../report-data/report-data.js';

/** A point that belongs to a trial: a page opens the trial when it is chosen. */
export interface TrialPoint<V> {
  readonly value: V;
  readonly trial: number;
  /** Place of the trial in the ranking, from 0. */
  readonly index: number;
}

export const trialPoint = <V>({ number }: ReportTrial, index: number, value: V): TrialPoint<V> => ({
  value,
  trial: number,
  index,
});

/** Of what a tooltip or an event tells of a point; -1 where it belongs to no trial. */
export function pointIndex(item: unknown): number {
  const data = property(item, 'data');
  const index = property(data, 'index');
  return typeof index === 'number' ? index : -1;
}

export function pointTrial(item: unknown): number | undefined {
  const trial = property(property(item, 'data'), 'trial');
  return typeof trial === 'number' ? trial : undefined;
}

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
