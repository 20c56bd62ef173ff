import { z } from 'zod';
import type { Attributes, JsonValue } from '../../store/json-value.js';
import { type TimedModel, trialTimingSchema } from '../../study/trial-timing.js';
import { readMetrics, timingAttribute, wholeNumber } from './trial-attributes.js';

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

/** What is stored under `studyAttributes.timing`. */
export const timedAttribute = ({ metrics, timing }: TimedModel): Attributes => ({
  metrics: { ...metrics },
  timing: timingAttribute(timing),
});

/** By the number of the trial. */
export function readTimings(system: Attributes): ReadonlyMap<number, TimedModel> {
  return new Map(
    Object.entries(system).flatMap(([key, value]): [number, TimedModel][] => {
      const number = key.startsWith(timingPrefix) ? wholeNumber(Number(key.slice(timingPrefix.length))) : undefined;
      const model = number === undefined ? undefined : timedModelSchema.safeParse(value).data;
      return number === undefined || model === undefined ? [] : [[number, model]];
    }),
  );
}

const timedModelSchema: z.ZodType<TimedModel> = z.object({
  metrics: z.custom<JsonValue>().transform(readMetrics),
  timing: trialTimingSchema,
});
