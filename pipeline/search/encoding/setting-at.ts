import { orderParameters } from '../../study/order-parameters.js';
import { isActive, type Space } from '../../study/space.js';
import type { Parameters, ParameterValue } from '../../study/trial.js';
import { valueAtUnit } from './unit-interval.js';

/** The setting at a point of the unit cube, which has one coordinate per hyperparameter in the order of `orderParameters`. */
export function settingAt(space: Space, coordinate: (dimension: number) => number): Parameters {
  const parameters: Record<string, ParameterValue> = {};
  orderParameters(space).forEach(([name, parameter], dimension) => {
    if (isActive(parameter, parameters)) parameters[name] = valueAtUnit(parameter, coordinate(dimension));
  });
  return parameters;
}
