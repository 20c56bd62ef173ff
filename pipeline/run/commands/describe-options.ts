import { z } from 'zod';

/** An option of a sampler or a pruner, as its schema has it. */
export interface OptionDescription {
  readonly name: string;
  /** In words: `whole number, at least 2`. */
  readonly type: string;
  /** Absent where there is none: without the option the method decides by the study. */
  readonly default?: unknown;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The options of a strict object, from the schema that checks them. */
export function describeOptions(schema: z.ZodObject): readonly OptionDescription[] {
  // What has no JSON schema, as a choice from a registry, is described by its `describe(...)` alone.
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, property]) => {
    const option = typeof property === 'object' ? property : {};
    return { name, type: describeType(option), ...('default' in option && { default: option.default }) };
  });
}

function describeType(schema: JsonSchema): string {
  if (schema.description !== undefined) return schema.description;
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  if (schema.anyOf) return schema.anyOf.map((one) => describeType(one as JsonSchema)).join(' or ');
  const types: readonly string[] = [schema.type ?? 'any value'].flat();
  return types.map((type) => describeNamed(type, schema)).join(' or ');
}

function describeNamed(type: string, schema: JsonSchema): string {
  switch (type) {
    case 'integer':
      return `whole number${describeRange(schema)}`;
    case 'number':
      return `number${describeRange(schema)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `list (each ${describeType(typeof schema.items === 'object' && !Array.isArray(schema.items) ? schema.items : {})})`;
    default:
      return type;
  }
}

function describeRange({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  const bounds = [
    // zod bounds every whole number by what a double holds exactly.
    minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER && `>= ${minimum}`,
    exclusiveMinimum !== undefined && `> ${exclusiveMinimum}`,
    maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && `<= ${maximum}`,
    exclusiveMaximum !== undefined && `< ${exclusiveMaximum}`,
  ].filter((bound) => bound !== false);
  return bounds.length > 0 ? ` ${bounds.join(', ')}` : '';
}
