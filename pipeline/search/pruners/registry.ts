import type { z } from 'zod';
import type { PrunerDefinition } from '../pruner.js';
import { nonePruner } from './none.js';

/** Every pruner by the name used in study files, help texts and reports. */
export const pruners = { none: nonePruner } as const satisfies Readonly<Record<string, PrunerDefinition>>;

export type PrunerName = keyof typeof pruners;

/** What a study file may say: a name, or a name with options (`asha({ minResource: 2 })`). */
export type PrunerChoice =
  | PrunerName
  | { [N in PrunerName]: { readonly name: N } & OptionsOf<z.input<(typeof pruners)[N]['options']>> }[PrunerName];

/** zod's type for "no options" is `Record<string, never>`, which would forbid `name` too: only the named keys are kept. */
type OptionsOf<O> = { readonly [K in keyof O as string extends K ? never : K]: O[K] };

export const isPrunerName = (name: string): name is PrunerName => Object.hasOwn(pruners, name);
