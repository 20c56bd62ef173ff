import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeOptions } from '../../../pipeline/run/commands/describe-options.js';
import { pruners } from '../../../pipeline/search/pruners/registry.js';
import { samplers } from '../../../pipeline/search/samplers/registry.js';

describe('options of a schema in words', () => {
  const typeOf = (option: z.ZodType) => describeOptions(z.strictObject({ option }))[0]?.type;

  it.each<[string, z.ZodType]>([
    ['whole number', z.int()],
    ['whole number >= 2, <= 9', z.int().min(2).max(9)],
    ['number > 0, < 1', z.number().gt(0).lt(1)],
    ['true or false', z.boolean()],
    ['"a" or "b"', z.enum(['a', 'b'])],
    ['list (each number or null)', z.array(z.number().nullable())],
    ['number or list (each number)', z.union([z.number(), z.array(z.number())])],
    ['a name', z.custom<string>().describe('a name')],
    ['any value', z.custom<string>()],
  ])('%s', (type, schema) => {
    expect(typeOf(schema)).toBe(type);
    expect(typeOf(schema.optional())).toBe(type);
  });

  it('with the default, where there is one', () => {
    const schema = z.strictObject({ trials: z.int().default(5), time: z.number().optional() });
    expect(describeOptions(schema)).toEqual([
      { name: 'trials', type: 'whole number', default: 5 },
      { name: 'time', type: 'number' },
    ]);
  });

  it.each([...Object.values(samplers), ...Object.values(pruners)])('of $name, which has a word for each', (method) => {
    const options = describeOptions(method.options);
    expect(options.map(({ name }) => name)).toEqual(Object.keys(method.options.shape));
    const created: Readonly<Record<string, unknown>> = method.create({}).options;
    for (const option of options) {
      expect(option.type).not.toBe('any value');
      // What it says is the default is what the method then uses.
      if ('default' in option) expect(created[option.name]).toEqual(option.default);
    }
  });
});
