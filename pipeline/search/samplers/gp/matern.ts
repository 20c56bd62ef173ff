/** Points are rows of coordinates, NaN where a hyperparameter is inactive. */
export type Point = Float64Array;

/** Per coordinate whether neighbouring values are alike. */
export type Ordered = readonly boolean[];

/**
 * Squared distance along one coordinate: of an unordered one 0 or 1 (values are equal or they are not); 0 where neither point
 * has it, and a quarter where only one has, as far as the middle of the range is from its ends.
 */
export function squaredGap(x: number, y: number, ordered: boolean): number {
  const hasX = !Number.isNaN(x);
  const hasY = !Number.isNaN(y);
  if (hasX && hasY) return ordered ? (x - y) * (x - y) : Number(x !== y);
  return hasX === hasY ? 0 : 0.25;
}

const root5 = Math.sqrt(5);

/** Matern 5/2 of a squared scaled distance, 1 at 0. */
export function matern(squared: number): number {
  const r = root5 * Math.sqrt(squared);
  return (1 + r + (r * r) / 3) * Math.exp(-r);
}

/** Its derivative by the squared distance: -5/6 (1 + sqrt(5) r) exp(-sqrt(5) r). */
export function maternSlope(squared: number): number {
  const r = root5 * Math.sqrt(squared);
  return (-5 / 6) * (1 + r) * Math.exp(-r);
}
