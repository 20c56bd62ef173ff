import { ModelError } from '../pipeline/errors.js';

/** @throws ModelError unless `value` is an integer of at least `lowest`. */
export function checkCount(option: string, value: number, lowest = 1): void {
  if (!Number.isSafeInteger(value) || value < lowest) {
    throw new ModelError(`\`${option}\` must be an integer >= ${lowest}, got ${String(value)}`);
  }
}

/** @throws ModelError unless `value` is the share of units that dropout sets to zero: in [0, 1). */
export function checkRate(option: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw new ModelError(`\`${option}\` must be in [0, 1), got ${String(value)}`);
}
