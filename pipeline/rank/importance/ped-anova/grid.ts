import { indexOfValue, unitOf } from '../../../search/encoding/unit-interval.js';
import { countValues } from '../../../study/parameter-values.js';
import type { Parameter } from '../../../study/space.js';
import type { ParameterValue } from '../../../study/trial.js';

/** Points on a hyperparameter's own scale, both ends included; each stands for the values nearest to it. */
export interface Grid {
  readonly size: number;
  /** Whether neighbouring points are alike. */
  readonly ordered: boolean;
  /** The point nearest to `value`, the lower one of two. */
  pointOf(value: ParameterValue): number;
}

/** A finer grid would be smoothed away by the kernels (Optuna's choice). */
const mostPoints = 50;

/** One point for each value of a choice; of any other hyperparameter evenly spread ones, up to 50. */
export function gridOf(parameter: Parameter): Grid {
  const values = countValues(parameter);
  const ordered = parameter.kind !== 'choice';
  const size = ordered ? Math.min(mostPoints, pointsFor(parameter, values)) : values;
  return {
    size,
    ordered,
    pointOf: (value) =>
      ordered ? Math.ceil(positionOf(parameter, value) * (size - 1) - 0.5) : indexOfValue(parameter, value),
  };
}

/** Integers on a log scale get a point for every doubling of their number: a finer grid would be empty at its lower end. */
function pointsFor(parameter: Parameter, values: number): number {
  const isLog = parameter.kind === 'int' && parameter.scale === 'log';
  return isLog ? Math.ceil(Math.log2(values)) + 1 : values;
}

/** In [0, 1], the ends of the range included. */
function positionOf(parameter: Parameter, value: ParameterValue): number {
  const values = countValues(parameter);
  if (parameter.kind === 'int' && parameter.scale === 'log') {
    return Math.log(Number(value) / parameter.low) / Math.log(parameter.high / parameter.low);
  }
  return Number.isFinite(values) ? indexOfValue(parameter, value) / (values - 1) : unitOf(parameter, value);
}
