import type { z } from 'zod';
import type { Space } from '../../study/space.js';
import type { Parameters } from '../../study/trial.js';

/** What an importance method works on: one loss for each setting, in the same order. */
export interface LossTable {
  readonly space: Space;
  /** Settings of the space (`containsParameters`); the same one may be there several times. */
  readonly settings: readonly Parameters[];
  /** Finite, smaller is better. */
  readonly losses: Float64Array;
}

/** An importance method with its options. */
export interface ImportanceMethod {
  readonly name: string;
  /** All options, defaults filled. */
  readonly options: Readonly<Record<string, unknown>>;
  /**
   * How much of the losses each hyperparameter of the space decides: 0 where it decides nothing, in the method's own unit. Pure:
   * the same table and seed give the same figures.
   */
  effects(table: LossTable, seed: number): ReadonlyMap<string, number>;
}

/** One importance method: the entry of the registry, one folder each. */
export interface ImportanceMethodDefinition<Name extends string = string, Schema extends z.ZodObject = z.ZodObject> {
  readonly name: Name;
  /** One line, and where the method is from. */
  readonly summary: string;
  readonly source: string;
  readonly options: Schema;
  /** @throws ZodError where `options` are wrong. */
  create(options: unknown): ImportanceMethod;
}

/** Puts a measure of importance into the shape of the registry; it gets its options parsed and typed. */
export function defineImportanceMethod<Name extends string, Schema extends z.ZodObject>(
  { name, summary, source, options }: Omit<ImportanceMethodDefinition<Name, Schema>, 'create'>,
  effects: (table: LossTable, options: z.output<Schema>, seed: number) => ReadonlyMap<string, number>,
): ImportanceMethodDefinition<Name, Schema> {
  return {
    name,
    summary,
    source,
    options,
    create(given) {
      const parsed = options.parse(given);
      return { name, options: parsed, effects: (table, seed) => effects(table, parsed, seed) };
    },
  };
}
