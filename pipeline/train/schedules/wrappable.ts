import { constantSchedule } from './constant.js';
import { cosineSchedule } from './cosine.js';
import { cosineRestartsSchedule } from './cosine-restarts.js';
import { expRangeSchedule } from './exp-range.js';
import { exponentialSchedule } from './exponential.js';
import { inverseTimeSchedule } from './inverse-time.js';
import { oneCycleSchedule } from './one-cycle.js';
import { reduceOnPlateauSchedule } from './reduce-on-plateau.js';
import { stepSchedule } from './step.js';
import { triangularSchedule } from './triangular.js';
import { triangular2Schedule } from './triangular2.js';

/** The schedules that stand by themselves: every one but `warmUp`, which another one follows. */
export const wrappableSchedules = {
  constant: constantSchedule,
  step: stepSchedule,
  exponential: exponentialSchedule,
  inverseTime: inverseTimeSchedule,
  cosine: cosineSchedule,
  triangular: triangularSchedule,
  triangular2: triangular2Schedule,
  expRange: expRangeSchedule,
  cosineRestarts: cosineRestartsSchedule,
  oneCycle: oneCycleSchedule,
  reduceOnPlateau: reduceOnPlateauSchedule,
} as const;
