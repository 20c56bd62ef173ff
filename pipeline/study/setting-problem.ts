import { containsParameters } from './contains-parameters.js';
import { suggestAndList } from './nearest-name.js';
import { containsValue, countValues } from './parameter-values.js';
import { quoteSetting } from './quote-setting.js';
import { quoteValue } from './quote-value.js';
import type { Condition, Space } from './space.js';
import { describeValues } from './space-schema.js';
import type { Parameters, ParameterValue } from './trial.js';

/**
 * Why a setting that the user gives, whole or in part, cannot be tried, with the remedy; undefined when it can.
 * `allows` is the study's predicate, which is asked about whole settings.
 */
export function settingProblem(
  space: Space,
  given: Parameters,
  allows?: (parameters: Parameters) => boolean,
): string | undefined {
  for (const [name, value] of Object.entries(given)) {
    const problem = valueProblem(space, name, value, given);
    if (problem !== undefined) return `\`${name}\`: ${problem}`;
  }
  if (!allows || !containsParameters(space, given) || allows(given)) return undefined;
  return `${quoteSetting(given)} does not satisfy \`where\``;
}

function valueProblem(space: Space, name: string, value: ParameterValue, given: Parameters): string | undefined {
  const parameter = Object.hasOwn(space, name) ? space[name] : undefined;
  if (parameter === undefined) {
    return `unknown hyperparameter; ${suggestAndList(name, Object.keys(space), 'hyperparameters')}`;
  }
  if (!containsValue(parameter, value)) {
    const values = Number.isFinite(countValues(parameter)) ? 'its values are' : 'it ranges from';
    return `${quoteValue(value)} is outside of the space; ${values} ${describeValues(parameter)}`;
  }
  const unmet = unmetCondition(parameter.when ?? {}, given);
  if (unmet === undefined) return undefined;
  return `is inactive where \`${unmet}\` is ${quoteValue(given[unmet])}; leave one of them out`;
}

/** The name in the condition whose given value rules it out; one that is not given may still turn out right. */
function unmetCondition(condition: Condition, given: Parameters): string | undefined {
  return Object.entries(condition).find(([name, wanted]) => {
    const value = given[name];
    return value !== undefined && ![wanted].flat().includes(value);
  })?.[0];
}
