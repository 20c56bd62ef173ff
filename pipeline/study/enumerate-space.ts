import { orderParameters } from './order-parameters.js';
import { containsValue, countValues, valueAt } from './parameter-values.js';
import type { SettingPredicate } from './setting-predicate.js';
import { isActive, type Parameter, type Space } from './space.js';
import type { Parameters, ParameterValue } from './trial.js';

/** Whether a space has finitely many settings: a continuous parameter that is never active makes none. */
export function isFiniteSpace(space: Space): boolean {
  return Number.isFinite(spaceSize(space));
}

/**
 * Every setting of a finite space once, the last parameter changing fastest. Lazy: a huge space costs only what is taken.
 * @throws RangeError where they are infinitely many.
 */
export function enumerateSpace(space: Space): Generator<Parameters, void> {
  if (!isFiniteSpace(space)) throw new RangeError('a space with a continuous parameter cannot be enumerated');
  return settings(orderParameters(space), 0, {});
}

function* settings(
  parameters: readonly (readonly [string, Parameter])[],
  index: number,
  chosen: Parameters,
): Generator<Parameters, void> {
  const entry = parameters[index];
  if (entry === undefined) {
    yield chosen;
    return;
  }
  const [name, parameter] = entry;
  if (!isActive(parameter, chosen)) {
    yield* settings(parameters, index + 1, chosen);
    return;
  }
  const size = countValues(parameter);
  for (let i = 0; i < size; i++) {
    yield* settings(parameters, index + 1, { ...chosen, [name]: valueAt(parameter, i) });
  }
}

/**
 * How many settings a space has; `Infinity` with a continuous parameter. Counted without enumerating: parts of the space that no
 * condition joins multiply, and of a parameter that conditions look at only the values they name matter, all others behave alike.
 */
export function spaceSize(space: Space): number {
  return independentParts(space).reduce((product, part) => product * partSize(part), 1);
}

/** The parameters that conditions join, directly or through others. */
function independentParts(space: Space): readonly Space[] {
  const partOf = new Map<string, Set<string>>();
  for (const [name, { when = {} }] of orderParameters(space)) {
    const part = new Set([name]);
    for (const other of Object.keys(when)) for (const joined of partOf.get(other) ?? []) part.add(joined);
    for (const joined of part) partOf.set(joined, part);
  }
  return [...new Set(partOf.values())].map((names) =>
    Object.fromEntries(Object.entries(space).filter(([name]) => names.has(name))),
  );
}

function partSize(space: Space): number {
  const parameters = orderParameters(space);
  const count = (index: number, chosen: Parameters): number => {
    const entry = parameters[index];
    if (entry === undefined) return 1;
    const [name, parameter] = entry;
    if (!isActive(parameter, chosen)) return count(index + 1, chosen);
    const size = countValues(parameter);
    const decisive = valuesInConditions(space, name, parameter);
    if (decisive.length === 0) return size * count(index + 1, chosen);
    let total = 0;
    for (const value of decisive) total += count(index + 1, { ...chosen, [name]: value });
    const other = firstOther(parameter, decisive);
    if (other !== undefined) total += (size - decisive.length) * count(index + 1, { ...chosen, [name]: other });
    return total;
  };
  return count(0, {});
}

/** Settings that are gone through to count the allowed ones; about a second. */
const mostCounted = 1_000_000;

/**
 * How many settings of a space a predicate allows; of a space that is too large to go through, or infinite, how many settings it
 * has.
 */
export function allowedSize(space: Space, allows: SettingPredicate | undefined, most = mostCounted): number {
  const size = spaceSize(space);
  if (!allows || size > most) return size;
  let count = 0;
  for (const parameters of enumerateSpace(space)) if (allows(parameters)) count++;
  return count;
}

/** The values of `parameter` that some condition names. */
function valuesInConditions(space: Space, name: string, parameter: Parameter): readonly ParameterValue[] {
  const named = Object.values(space).flatMap(({ when }) => when?.[name] ?? []);
  // A condition may name a value that the parameter lost when it was fixed to another.
  return [...new Set(named)].filter((value) => containsValue(parameter, value));
}

function firstOther(parameter: Parameter, decisive: readonly ParameterValue[]): ParameterValue | undefined {
  for (let i = 0; i < countValues(parameter); i++) {
    const value = valueAt(parameter, i);
    if (!decisive.includes(value)) return value;
  }
  return undefined;
}
