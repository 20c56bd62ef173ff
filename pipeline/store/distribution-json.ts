import { z } from 'zod';
import { countValues, valueAt } from '../study/parameter-values.js';
import { isListed, type Parameter, type Scale } from '../study/space.js';
import type { ParameterValue } from '../study/trial.js';
import type { JsonValue } from './json-value.js';
import { parseJson } from './parse-json.js';
import { renderJson } from './render-json.js';
import type { Distribution } from './stored-trial.js';
import { isParameterValue } from './system-attributes.js';

/** `parameter` as Optuna's `distribution_json`. An ordinal becomes a categorical: Optuna knows no order of choices. */
export function renderDistribution(parameter: Parameter): string {
  if (isListed(parameter)) return render('CategoricalDistribution', { choices: parameter.choices });
  const { kind, low, scale, step = null } = parameter;
  const attributes = { step, low, high: highestValue(parameter), log: scale === 'log' };
  return render(kind === 'float' ? 'FloatDistribution' : 'IntDistribution', attributes);
}

const render = (name: string, attributes: { readonly [key: string]: JsonValue }) => renderJson({ name, attributes });

/** Optuna wants `high` to be a multiple of `step` above `low`. */
function highestValue(parameter: Parameter & { readonly high: number }): number {
  const count = countValues(parameter);
  return Number.isFinite(count) ? Number(valueAt(parameter, count - 1)) : parameter.high;
}

/** A value as the double that Optuna stores: of a categorical the index of the choice. */
export function internalValue(parameter: Parameter, value: ParameterValue): number {
  return isListed(parameter) ? parameter.choices.indexOf(value) : Number(value);
}

/** The value of which `internal` is the stored form; undefined where an index is outside of the choices. */
export function externalValue(distribution: Distribution, internal: number): JsonValue | undefined {
  if (distribution.kind === 'choice') return distribution.choices[internal];
  if (distribution.kind === 'int' || distribution.step === undefined) return internal;
  // Optuna stores 0.7000000000000001 where ours, and the user's, is 0.7.
  const index = Math.round((internal - distribution.low) / distribution.step);
  const value = index >= 0 && index < countValues(distribution) ? Number(valueAt(distribution, index)) : internal;
  return Math.abs(value - internal) < 1e-8 * distribution.step ? value : internal;
}

/** What must be the same of a name in all trials of a study: the kind, whether it is logarithmic, and the choices. */
export function compatibilityKey(distribution: Distribution | Parameter): string {
  if ('choices' in distribution) return `choice of ${renderJson(distribution.choices)}`;
  return distribution.scale === 'log' ? `${distribution.kind} on a log scale` : distribution.kind;
}

const float = (low: number, high: number, scale: Scale, step?: number | null): Distribution => ({
  kind: 'float',
  low,
  high,
  scale,
  ...(step != null && { step }),
});
const int = (low: number, high: number, scale: Scale, step = 1): Distribution => ({
  kind: 'int',
  low,
  high,
  scale,
  step,
});

const range = { low: z.number(), high: z.number() };
const scale = z
  .boolean()
  .default(false)
  .transform((log): Scale => (log ? 'log' : 'linear'));
const choices = z.array(z.custom<JsonValue>((value) => value !== undefined));

const floatAttributes = z
  .object({ ...range, log: scale, step: z.number().nullish() })
  .transform(({ low, high, log, step }) => float(low, high, log, step));
const intAttributes = z
  .object({ ...range, log: scale, step: z.number().nullish() })
  .transform(({ low, high, log, step }) => int(low, high, log, step ?? 1));
const categoricalAttributes = z
  .object({ choices })
  .transform(({ choices }): Distribution => ({ kind: 'choice', choices }));

/** Names in `distribution_json`; the five in the middle are those of versions before 3.0. */
const attributesByName: Readonly<Record<string, z.ZodType<Distribution>>> = {
  FloatDistribution: floatAttributes,
  IntDistribution: intAttributes,
  UniformDistribution: z.object(range).transform(({ low, high }) => float(low, high, 'linear')),
  LogUniformDistribution: z.object(range).transform(({ low, high }) => float(low, high, 'log')),
  DiscreteUniformDistribution: z
    .object({ ...range, q: z.number() })
    .transform(({ low, high, q }) => float(low, high, 'linear', q)),
  IntUniformDistribution: intAttributes,
  IntLogUniformDistribution: z.object(range).transform(({ low, high }) => int(low, high, 'log')),
  CategoricalDistribution: categoricalAttributes,
  float: floatAttributes,
  int: intAttributes,
  categorical: categoricalAttributes,
};

/** Optuna writes `{ name, attributes }`, and accepts `{ type, ... }` from hand-written files. */
const written = z.union([
  z.object({ name: z.string(), attributes: z.record(z.string(), z.unknown()) }),
  z.looseObject({ type: z.string() }).transform(({ type, ...attributes }) => ({ name: type, attributes })),
]);

/** @throws SyntaxError where `text` is no distribution of Optuna's. */
export function parseDistribution(text: string): Distribution {
  const { data } = written.safeParse(parseJson(text));
  const schema = data && attributesByName[data.name];
  const parsed = schema?.safeParse(data?.attributes);
  if (!parsed?.success) throw new SyntaxError(`not a distribution of Optuna: ${text}`);
  return parsed.data;
}

/** A distribution as a parameter of a space; undefined where it has choices that no space can have. */
export function parameterOf(distribution: Distribution): Parameter | undefined {
  if (distribution.kind !== 'choice') return distribution;
  return distribution.choices.every(isParameterValue) ? { kind: 'choice', choices: distribution.choices } : undefined;
}
