/**
 * How many whole parts are in a quotient of ticks. Durations are products such as 0.1 * 30, which may miss a whole number
 * by a rounding error: without the margin an edge would come a tick late.
 */
export const wholeParts = (quotient: number): number => Math.floor(quotient + 1e-9);
