import type { z } from 'zod';

/** What a study file may say of a registry's entries: a name, or a name with options (`grid({ points: 4 })`). */
export type RegistryChoice<Registry extends Readonly<Record<string, { readonly options: z.ZodType }>>> =
  | keyof Registry
  | { [N in keyof Registry]: { readonly name: N } & OptionsOf<z.input<Registry[N]['options']>> }[keyof Registry];

/** zod's type for "no options" is `Record<string, never>`, which would forbid `name` too: only the named keys are kept. */
type OptionsOf<O> = { readonly [K in keyof O as string extends K ? never : K]: O[K] };
