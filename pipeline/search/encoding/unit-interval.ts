import { countValues, valueAt } from '../../study/parameter-values.js';
import { type FloatParameter, type IntParameter, isListed, type Parameter } from '../../study/space.js';
import type { ParameterValue } from '../../study/trial.js';

/**
 * Every hyperparameter as a coordinate in [0, 1], such that a uniform coordinate is a value drawn uniformly on the
 * hyperparameter's own scale: each of finitely many values has a cell, a continuous one has points.
 */

/** The value that holds coordinate `u`. */
export function valueAtUnit(parameter: Parameter, u: number): ParameterValue {
  const inside = Math.min(1, Math.max(0, u));
  const size = countValues(parameter);
  const inCells = () => valueAt(parameter, Math.min(size - 1, Math.floor(inside * size)));
  if (isListed(parameter)) return inCells();
  const { low, high, scale, kind } = parameter;
  if (scale === 'linear') return Number.isFinite(size) ? inCells() : Math.min(high, low + inside * (high - low));
  const [from, to] = logRange(parameter);
  const value = Math.exp(from + inside * (to - from));
  return Math.min(high, Math.max(low, kind === 'int' ? Math.round(value) : value));
}

/** The coordinate of a point, or of the middle of a value's cell. */
export function unitOf(parameter: Parameter, value: ParameterValue): number {
  if (isListed(parameter)) return (parameter.choices.indexOf(value) + 0.5) / parameter.choices.length;
  const number = Number(value);
  const { low, high, scale } = parameter;
  if (low === high) return 0.5;
  if (scale === 'log') {
    const [from, to] = logRange(parameter);
    return (Math.log(number) - from) / (to - from);
  }
  if (parameter.step === undefined) return (number - low) / (high - low);
  return (Math.round((number - low) / parameter.step) + 0.5) / countValues(parameter);
}

/** Ends of the cell of the value with this index, of a parameter with finitely many values. */
export function cellOf(parameter: Parameter, index: number): readonly [from: number, to: number] {
  const size = countValues(parameter);
  if (isListed(parameter) || parameter.scale === 'linear' || parameter.low === parameter.high)
    return [index / size, (index + 1) / size];
  const [from, to] = logRange(parameter);
  const value = parameter.low + index;
  return [(Math.log(value - 0.5) - from) / (to - from), (Math.log(value + 0.5) - from) / (to - from)];
}

/** Position of `value` among the values of a parameter with finitely many. */
export function indexOfValue(parameter: Parameter, value: ParameterValue): number {
  if (isListed(parameter)) return parameter.choices.indexOf(value);
  if (parameter.low === parameter.high) return 0;
  return Math.round((Number(value) - parameter.low) / (parameter.step ?? 1));
}

/** Half a unit on both sides of an integer range, so that its end points get their full share of the log scale. */
function logRange({ kind, low, high }: FloatParameter | IntParameter): readonly [from: number, to: number] {
  const margin = kind === 'int' ? 0.5 : 0;
  return [Math.log(low - margin), Math.log(high + margin)];
}
