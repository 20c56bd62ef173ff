import type { RandomStream } from '../../../random/random-stream.js';
import { listValues, valueAt } from '../../../study/parameter-values.js';
import type { Parameter } from '../../../study/space.js';
import type { ParameterValue } from '../../../study/trial.js';
import type { ObservedTrial } from '../../observed-trial.js';

/** A value drawn by how often the `best` trials (positions in `trials`) have it, every value counted once beforehand. */
export function chooseByShare(
  parameter: Parameter,
  name: string,
  best: readonly number[],
  trials: readonly ObservedTrial[],
  random: RandomStream,
): ParameterValue {
  const values = listValues(parameter);
  const counts = values.map(() => 1);
  for (const at of best) {
    const value = trials[at]?.parameters[name];
    const index = value === undefined ? -1 : values.indexOf(value);
    if (index >= 0) counts[index] = (counts[index] ?? 0) + 1;
  }
  let rest = random.uniform() * counts.reduce((sum, count) => sum + count, 0);
  const at = counts.findIndex((count) => {
    rest -= count;
    return rest < 0;
  });
  return valueAt(parameter, at < 0 ? values.length - 1 : at);
}
