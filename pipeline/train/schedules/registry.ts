import type { RegistryChoice } from '../../search/registry-choice.js';
import type { ScheduleDefinition } from './schedule.js';
import { warmUpSchedule } from './warm-up.js';
import { wrappableSchedules } from './wrappable.js';

/** Every schedule of the learning rate by the name a study file gives it. */
export const schedules = {
  ...wrappableSchedules,
  warmUp: warmUpSchedule,
} as const satisfies Readonly<Record<string, ScheduleDefinition>>;

export type ScheduleName = keyof typeof schedules;

export type ScheduleChoice = RegistryChoice<typeof schedules>;
