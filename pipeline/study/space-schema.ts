import { z } from 'zod';
import { strictObjectMessages } from './describe-issues.js';
import { suggestName } from './nearest-name.js';
import { findConditionCycle } from './order-parameters.js';
import { containsValue, countValues, listValues } from './parameter-values.js';
import { quoteValue } from './quote-value.js';
import { isListed, type Parameter, type Space } from './space.js';

export const parameterValueSchema = z.union([z.number(), z.string(), z.boolean()], {
  error: 'must be a finite number, a text or true/false',
});

const when = z
  .record(
    z.string(),
    z.union([parameterValueSchema, z.array(parameterValueSchema).min(1, { error: 'must list at least one value' })]),
    {
      error: 'must name other hyperparameters and their values, such as { optimizer: "momentum" }',
    },
  )
  .optional();

const finite = z.number({ error: 'must be a finite number' });
const scale = z.enum(['linear', 'log'], { error: 'must be "linear" or "log"' }).default('linear');

const choices = z
  .array(parameterValueSchema, { error: 'must be a list of values' })
  .min(1, { error: 'must not be empty: list the values to choose from' });

const kinds = {
  float: { kind: z.literal('float'), low: finite, high: finite, scale, step: finite.optional(), when },
  int: { kind: z.literal('int'), low: finite, high: finite, scale, step: finite.default(1), when },
  choice: { kind: z.literal('choice'), choices, when },
  ordinal: { kind: z.literal('ordinal'), choices, when },
};

const mustBeParameter = 'must be float(low, high), int(low, high), choice([...]) or ordinal([...])';

function parameterOf<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, { error: strictObjectMessages(Object.keys(shape), mustBeParameter) });
}

const parameterSchema = z
  .discriminatedUnion(
    'kind',
    [parameterOf(kinds.float), parameterOf(kinds.int), parameterOf(kinds.choice), parameterOf(kinds.ordinal)],
    { error: mustBeParameter },
  )
  .superRefine((parameter, context) => {
    for (const message of parameterProblems(parameter)) context.addIssue({ code: 'custom', message });
  });

function* parameterProblems(parameter: Parameter): Generator<string> {
  if (isListed(parameter)) {
    const repeated = parameter.choices.find((value, index) => parameter.choices.indexOf(value) !== index);
    if (repeated !== undefined) yield `choices must differ, got ${quoteValue(repeated)} more than once`;
    return;
  }
  const { kind, low, high, scale, step } = parameter;
  if (kind === 'int') {
    for (const [name, bound] of Object.entries({ low, high, step })) {
      if (!Number.isSafeInteger(bound))
        yield `${name} must be an integer, got ${bound}; use float(...) for a real number`;
    }
  }
  if (low > high) yield `low must not be above high, got low ${low} and high ${high}`;
  if (scale === 'log' && low <= 0) yield `low must be > 0 on a log scale, got ${low}`;
  if (step === undefined) return;
  // An integer counts in ones unless the user says otherwise.
  const stepped = kind === 'float' || step !== 1;
  if (scale === 'log' && stepped)
    yield `step cannot be combined with a log scale, got step ${step}; leave one of them out`;
  if (step <= 0) yield `step must be > 0, got ${step}`;
  else if (stepped && low < high && countValues(parameter) === 1) {
    yield `step must not be larger than the range of ${high - low}, got ${step}`;
  }
}

/** Names become CSV columns (`hp.<name>`) and command-line keys (`--set <name>=<value>`). */
const parameterName = /^[A-Za-z][\w.-]*$/;

export const spaceSchema = z
  .record(z.string(), parameterSchema, {
    error: 'must be an object of hyperparameters, such as { learningRate: float(1e-4, 1e-1, { scale: "log" }) }',
  })
  .superRefine((space, context) => {
    for (const { path, message } of spaceProblems(space)) context.addIssue({ code: 'custom', path, message });
  });

interface Problem {
  readonly path: string[];
  readonly message: string;
}

function* spaceProblems(space: Space): Generator<Problem> {
  for (const [name, { when }] of Object.entries(space)) {
    if (!parameterName.test(name) || name in Object.prototype) {
      yield {
        path: [name],
        message: 'is not a name for a hyperparameter: use letters, digits, `_`, `-` and `.`, a letter first',
      };
    }
    for (const [condition, wanted] of Object.entries(when ?? {})) {
      const message = conditionProblem(space, condition, [wanted].flat());
      if (message) yield { path: [name, 'when', condition], message };
    }
  }
  const cycle = findConditionCycle(space);
  if (cycle) {
    const message = `its condition depends on itself: ${cycle.map((name) => `\`${name}\``).join(' needs ')}`;
    yield { path: [cycle[0] ?? ''], message };
  }
}

function conditionProblem(space: Space, name: string, wanted: readonly (string | number | boolean)[]) {
  const parameter = Object.hasOwn(space, name) ? space[name] : undefined;
  if (parameter === undefined) {
    return `there is no hyperparameter \`${name}\`; ${suggestName(name, Object.keys(space))}`;
  }
  if (!Number.isFinite(countValues(parameter))) {
    return `\`${name}\` is continuous and practically never takes a given value; give it a step or make the condition depend on a choice`;
  }
  const impossible = wanted.find((value) => !containsValue(parameter, value));
  if (impossible === undefined) return undefined;
  return `\`${name}\` cannot be ${quoteValue(impossible)}; its values are ${describeValues(parameter)}`;
}

/** The values of a finite parameter for a message: all of them when few. */
export function describeValues(parameter: Parameter): string {
  if (isListed(parameter) || countValues(parameter) <= 12) return listValues(parameter).map(quoteValue).join(', ');
  const range = `${parameter.low} to ${parameter.high}`;
  return parameter.step === undefined ? range : `${range} in steps of ${parameter.step}`;
}
