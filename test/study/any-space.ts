import fc from 'fast-check';
import { listValues } from '../../pipeline/study/parameter-values.js';
import type { Parameter, Space } from '../../pipeline/study/space.js';

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

/**
 * Spaces as `parseStudy` lets them through: up to five hyperparameters, some with conditions on finite ones declared
 * before or after them.
 */
export function anySpace(allowed: { readonly continuous: boolean }): fc.Arbitrary<Space> {
  const parameter = allowed.continuous
    ? fc.oneof(stepped, integer, listed, continuous)
    : fc.oneof(stepped, integer, listed);
  const link = fc.record({
    conditional: fc.boolean(),
    on: fc.nat(),
    values: fc.array(fc.nat(), { minLength: 1, maxLength: 2 }),
  });
  return fc
    .record({
      parameters: fc.array(parameter, { maxLength: 5 }),
      links: fc.array(link, { minLength: 5, maxLength: 5 }),
      backwards: fc.boolean(),
    })
    .map(({ parameters, links, backwards }) => {
      const entries = parameters.map((one, index): [string, Parameter] => {
        const { conditional, on, values } = links[index] ?? { conditional: false, on: 0, values: [] };
        const other = index === 0 ? undefined : parameters[on % index];
        const isListable = other && (other.kind !== 'float' || other.step !== undefined);
        if (!conditional || !isListable) return [`p${index}`, one];
        const possible = listValues(other);
        const wanted = values.flatMap((value) => possible[value % possible.length] ?? []);
        return [`p${index}`, { ...one, when: { [`p${on % index}`]: wanted.length === 1 ? wanted : wanted.flat() } }];
      });
      return Object.fromEntries(backwards ? entries.reverse() : entries);
    });
}
