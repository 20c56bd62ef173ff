import { by, epochCount, share } from './option-schemas.js';
import type { Moment } from './schedule.js';

/** Options of the cyclical rates of Smith 2017. */
export const cyclicalOptions = {
  /** The lower bound: a quarter of the upper one (section 3.3 there says 1/3 or 1/4). */
  low: share.default(0.25),
  /** Epochs from the lower bound to the upper one, which Smith calls `stepsize`; 2 to 10 are good (section 3.2). */
  halfCycle: epochCount.default(2),
  by: by.default('step'),
};

/**
 * The triangular cycle of Smith 2017, section 3.1: with the half cycle s in ticks
 *   cycle = floor(1 + k / (2 s)), x = |k / s - 2 cycle + 1|, low + (1 - low) max(0, 1 - x) amplitude(cycle).
 */
export function cyclicalShare(
  { tick, ticksPerEpoch }: Moment,
  { low, halfCycle }: { readonly low: number; readonly halfCycle: number },
  amplitude: (cycle: number) => number,
): number {
  const half = halfCycle * ticksPerEpoch;
  const cycle = Math.floor(1 + tick / (2 * half));
  const x = Math.abs(tick / half - 2 * cycle + 1);
  return low + (1 - low) * Math.max(0, 1 - x) * amplitude(cycle);
}
