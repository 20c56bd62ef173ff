import type { ResolvedPlan } from '../resolve-plan.js';
import type { TrainingPosition } from '../schedules/schedule.js';

type Plan = Pick<ResolvedPlan, 'optimizer'> & Partial<Pick<ResolvedPlan, 'schedule'>>;

/** Whether momentum is a number of each update: the schedule moves it, and the optimizer has some. */
export const movesMomentum = ({ optimizer, schedule }: Plan): boolean =>
  optimizer.momentum !== undefined && schedule?.momentumDip !== undefined;

/** The optimizer's momentum, or beta1, less what the schedule takes of it; undefined where nothing moves it. */
export function momentumAt({ optimizer, schedule }: Plan, position: TrainingPosition): number | undefined {
  if (optimizer.momentum === undefined || !schedule?.momentumDip) return undefined;
  return Math.max(0, optimizer.momentum - schedule.momentumDip(position));
}
