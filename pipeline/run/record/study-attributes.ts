import type { Attributes } from '../../store/json-value.js';
import { type MetricName, type MetricValues, metrics } from '../../study/trial.js';
import { wholeNumber } from './trial-attributes.js';

/** System attributes of a study that `ortune tune` conducts. */
export const studyAttributes = {
  /** All that must stay the same, see `studySettings`. */
  settings: 'ortune:settings',
  /** Versions of what it ran with last. */
  versions: 'ortune:versions',
  /** Why it ended; absent while it runs, and after an end that nobody could write down. */
  ended: 'ortune:ended',
  /** What somebody asks of the process that conducts it, see `StudyRequest`. */
  request: 'ortune:request',
  /** `true` while that process begins no trial because it was asked to. */
  paused: 'ortune:paused',
  /** What the benchmark at the end of a study measured of a trial. */
  timing: (trial: number) => `${timingPrefix}${trial}`,
} as const;

const timingPrefix = 'ortune:timing:';

/** By the number of the trial. */
export function readTimings(system: Attributes): ReadonlyMap<number, MetricValues> {
  return new Map(
    Object.entries(system).flatMap(([key, value]): [number, MetricValues][] => {
      const number = key.startsWith(timingPrefix) ? wholeNumber(Number(key.slice(timingPrefix.length))) : undefined;
      if (number === undefined || typeof value !== 'object' || value === null) return [];
      const timing = Object.entries(value).filter((entry): entry is [MetricName, number] => isMetricValue(...entry));
      return [[number, Object.fromEntries(timing)]];
    }),
  );
}

const isMetricValue = (name: string, value: unknown) => Object.hasOwn(metrics, name) && typeof value === 'number';
