import type { z } from 'zod';
import { registryChoiceSchema } from '../../study/registry-choice-schema.js';
import { fanovaMethod } from './fanova/method.js';
import type { ImportanceMethod, ImportanceMethodDefinition } from './importance-method.js';
import { pedAnovaMethod } from './ped-anova/method.js';

/** Every measure of importance by the name used in importance.csv and by `importance(...)`. */
export const importanceMethods = {
  fanova: fanovaMethod,
  'ped-anova': pedAnovaMethod,
} as const satisfies Readonly<Record<string, ImportanceMethodDefinition>>;

export type ImportanceMethodName = keyof typeof importanceMethods;

/** A name, or a name with options (`{ name: 'fanova', trees: 128 }`). */
export type ImportanceMethodChoice =
  | ImportanceMethodName
  | {
      [N in ImportanceMethodName]: { readonly name: N } & Readonly<z.input<(typeof importanceMethods)[N]['options']>>;
    }[ImportanceMethodName];

/** `'ped-anova'` or `{ name: 'fanova', trees: 128 }` -> the method with its options; nothing is `fanova`. */
export const importanceMethodSchema = registryChoiceSchema<ImportanceMethod>(
  'importance method',
  importanceMethods,
  'fanova',
);
