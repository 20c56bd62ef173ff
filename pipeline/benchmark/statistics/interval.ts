/** Of 95 % confidence where nothing else is said. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Rounds below which no interval is given: from two the 95 % point of Student's t is 12.7 times a guess. */
export const fewestRoundsForInterval = 3;

export const usualConfidence = 0.95;
