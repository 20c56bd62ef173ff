import { describe, expect, test } from 'vitest';
import type { ScheduleChoice } from '../../../pipeline/train/schedules/registry.js';
import { resolveSchedule } from '../../../pipeline/train/schedules/resolve-schedule.js';
import reference from './reference/schedules.json' with { type: 'json' };

/** From reference/schedules.py. */
const cases = reference.cases.map((entry) => ({ schedule: entry.schedule as ScheduleChoice, shares: entry.shares }));
const { epochs, stepsPerEpoch } = reference;

describe(`PyTorch ${reference.versions.torch} gives the same rates`, () => {
  test.each(cases)('$schedule', ({ schedule, shares }) => {
    const { share, options, name } = resolveSchedule(schedule);
    const byEpoch = options.by === 'epoch' || name === 'reduceOnPlateau';
    shares.forEach((expected, tick) => {
      const validationLosses = reference.validationLosses.slice(0, byEpoch ? tick : Math.floor(tick / stepsPerEpoch));
      const step = byEpoch ? tick * stepsPerEpoch : tick;
      expect(share({ step, stepsPerEpoch, epochs, validationLosses })).toBeCloseTo(expected, 12);
      // The rate of an epoch holds to its end.
      if (byEpoch) expect(share({ step: step + 6, stepsPerEpoch, epochs, validationLosses })).toBeCloseTo(expected, 12);
    });
  });
});
