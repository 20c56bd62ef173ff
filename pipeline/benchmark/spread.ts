import { median } from '../quantile.js';

/** One number from several fresh processes, one value each. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  readonly n: number;
  /** By round. */
  readonly values: readonly number[];
}

/** @param values at least one */
export function spread(values: readonly number[]): Spread {
  return {
    median: median(values),
    lowest: Math.min(...values),
    highest: Math.max(...values),
    n: values.length,
    values,
  };
}
