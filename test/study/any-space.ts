import fc from 'fast-check';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { unitOf } from '../../pipeline/search/encoding/unit-interval.js';
import { drawParameters } from '../../pipeline/search/samplers/random.js';
import { parametersKey } from '../../pipeline/study/contains-parameters.js';
import { countValues, listValues } from '../../pipeline/study/parameter-values.js';
import type { SettingPredicate } from '../../pipeline/study/setting-predicate.js';
import type { Condition, Parameter, Space } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';

const stepped = fc
  .record({
    low: fc.integer({ min: -20, max: 20 }),
    count: fc.integer({ min: 1, max: 4 }),
    rest: fc.double({ min: 0, max: 0.9, noNaN: true }),
  })
  .chain(({ low, count, rest }) =>
    fc.constantFrom(0.1, 0.25, 1, 3).map((step): Parameter => {
      const span = step * (count + rest);
      return { kind: 'float', low: low / 10, high: low / 10 + span, scale: 'linear', step };
    }),
  );

const integer = fc
  .record({
    low: fc.integer({ min: 1, max: 30 }),
    span: fc.integer({ min: 0, max: 6 }),
    scale: fc.constantFrom('linear' as const, 'log' as const),
    step: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ low, span, scale, step }): Parameter => {
    const by = scale === 'log' || step > span ? 1 : step;
    return { kind: 'int', low, high: low + span, scale, step: by };
  });

const listed = fc
  .uniqueArray(fc.oneof(fc.constantFrom('sgd', 'adam', '=cmd', ''), fc.boolean(), fc.integer({ min: -3, max: 3 })), {
    minLength: 1,
    maxLength: 4,
  })
  .chain((choices) => fc.constantFrom('choice', 'ordinal').map((kind): Parameter => ({ kind, choices })));

const continuous = fc
  .record({
    low: fc.double({ min: 1e-6, max: 10, noNaN: true }),
    factor: fc.double({ min: 1.001, max: 1e4, noNaN: true }),
    scale: fc.constantFrom('linear' as const, 'log' as const),
  })
  .map(({ low, factor, scale }): Parameter => ({ kind: 'float', low, high: low * factor, scale }));

/** One value wanted of each of one or two earlier hyperparameters that have few values: positions, taken modulo what there is. */
const anyCondition = fc.array(fc.record({ on: fc.nat(), values: fc.array(fc.nat(), { minLength: 1, maxLength: 2 }) }), {
  minLength: 0,
  maxLength: 2,
});

const isListable = (parameter: Parameter) => Number.isFinite(countValues(parameter));

/**
 * Spaces as `parseStudy` lets them through: up to six hyperparameters, some with conditions on one or two others, which may
 * be conditional themselves, declared before or after them. `nested`: every one has a condition on the one before, if that is possible.
 */
export function anySpace(allowed: { readonly continuous: boolean; readonly nested?: boolean }): fc.Arbitrary<Space> {
  const parameter = allowed.continuous
    ? fc.oneof(stepped, integer, listed, continuous)
    : fc.oneof(stepped, integer, listed);
  return fc
    .record({
      parameters: fc.array(parameter, { minLength: allowed.nested ? 4 : 0, maxLength: 6 }),
      conditions: fc.array(anyCondition, { minLength: 6, maxLength: 6 }),
      backwards: fc.boolean(),
    })
    .map(({ parameters, conditions, backwards }) => {
      const entries = parameters.map((one, index): [string, Parameter] => {
        const links = allowed.nested ? [{ on: index - 1, values: [index] }] : (conditions[index] ?? []);
        const when = conditionOf(parameters.slice(0, index), links);
        return [`p${index}`, Object.keys(when).length > 0 ? { ...one, when } : one];
      });
      return Object.fromEntries(backwards ? entries.reverse() : entries);
    });
}

function conditionOf(
  earlier: readonly Parameter[],
  links: readonly { readonly on: number; readonly values: readonly number[] }[],
): Condition {
  const entries = links.flatMap(({ on, values }) => {
    const at = on % earlier.length;
    const other = earlier[at];
    if (!other || !isListable(other)) return [];
    const possible = listValues(other);
    const wanted = values.flatMap((value) => possible[value % possible.length] ?? []);
    return [[`p${at}`, wanted.length === 1 ? (wanted[0] ?? 0) : wanted] as const];
  });
  return Object.fromEntries(entries);
}

/**
 * Predicates over the settings of a space that hold for some of them: a product or a sum of what is active is at most a bound, or a
 * rule without any order. At least about one setting in ten satisfies them.
 */
export function anyPredicate(space: Space): fc.Arbitrary<SettingPredicate> {
  return fc
    .record({
      kind: fc.constantFrom('product' as const, 'sum' as const, 'irregular' as const),
      share: fc.constantFrom(0.1, 0.3, 0.7),
      seed: fc.nat(),
    })
    .map(({ kind, share, seed }) => {
      const stream = randomStream('predicate', seed);
      const score = (parameters: Parameters) => scoreOf(space, parameters, kind);
      const drawn = Array.from({ length: 60 }, () => score(drawParameters(space, stream))).sort((a, b) => a - b);
      const bound = drawn[Math.floor(share * drawn.length)] ?? 0;
      return (parameters) => score(parameters) <= bound;
    });
}

function scoreOf(space: Space, parameters: Parameters, kind: 'product' | 'sum' | 'irregular'): number {
  if (kind === 'irregular') return parametersKey(parameters).length % 3;
  const units = Object.entries(parameters).map(([name, value]) => {
    const parameter = space[name];
    return parameter ? unitOf(parameter, value) : 0;
  });
  return units.reduce((total, unit) => (kind === 'sum' ? total + unit : total * (0.1 + unit)), kind === 'sum' ? 0 : 1);
}
