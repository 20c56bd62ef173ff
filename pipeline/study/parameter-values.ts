import { isListed, type Parameter } from './space.js';
import type { ParameterValue } from './trial.js';

/** How many different values a parameter can take; `Infinity` for a continuous one. */
export function countValues(parameter: Parameter): number {
  switch (parameter.kind) {
    case 'choice':
    case 'ordinal':
      return parameter.choices.length;
    case 'int':
    case 'float':
      if (parameter.low === parameter.high) return 1;
      if (parameter.step === undefined) return Number.POSITIVE_INFINITY;
      // (0.7 - 0.1) / 0.1 is 5.999999999999999: without the margin the last step would be lost.
      return Math.floor((parameter.high - parameter.low) / parameter.step + 1e-9) + 1;
  }
}

/** The value at `index`, 0 <= index < countValues(parameter), of a parameter with finitely many values. */
export function valueAt(parameter: Parameter, index: number): ParameterValue {
  switch (parameter.kind) {
    case 'choice':
    case 'ordinal': {
      const value = parameter.choices[index];
      if (value === undefined) throw new RangeError(`index ${index} is outside of ${parameter.choices.length} choices`);
      return value;
    }
    case 'int':
      return parameter.low + index * parameter.step;
    case 'float':
      if (index === 0) return parameter.low;
      return Math.min(parameter.high, withoutRoundingNoise(parameter.low + index * (parameter.step ?? Number.NaN)));
  }
}

/** All values of a parameter with finitely many, in order. */
export function listValues(parameter: Parameter): readonly ParameterValue[] {
  return Array.from({ length: countValues(parameter) }, (_, index) => valueAt(parameter, index));
}

/** Whether `value` is one that sampling `parameter` can give. */
export function containsValue(parameter: Parameter, value: ParameterValue): boolean {
  if (isListed(parameter)) return parameter.choices.includes(value);
  if (typeof value !== 'number' || !(value >= parameter.low && value <= parameter.high)) return false;
  if (parameter.kind === 'int' && !Number.isInteger(value)) return false;
  if (value === parameter.low || parameter.step === undefined) return true;
  const index = Math.round((value - parameter.low) / parameter.step);
  return index < countValues(parameter) && valueAt(parameter, index) === value;
}

/** 0.1 + 2 * 0.1 is 0.30000000000000004; the 15 digits a double always holds are 0.3, which is what the user would write. */
const withoutRoundingNoise = (value: number) => Number(value.toPrecision(15));
