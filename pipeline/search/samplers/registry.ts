import type { z } from 'zod';
import type { SamplerDefinition } from '../sampler.js';
import { autoSampler } from './auto.js';
import { cmaEsSampler } from './cma-es/sampler.js';
import { gpSampler } from './gp/sampler.js';
import { gridSampler } from './grid.js';
import { haltonSampler } from './halton.js';
import { manualSampler } from './manual.js';
import { nsga2Sampler } from './nsga2/sampler.js';
import { randomSampler } from './random.js';
import { sobolSampler } from './sobol/sampler.js';
import { tpeSampler } from './tpe/sampler.js';
import { worthSampler } from './worth/sampler.js';

/** Every sampler by the name used in study files, help texts and reports. */
export const samplers = {
  random: randomSampler,
  grid: gridSampler,
  sobol: sobolSampler,
  halton: haltonSampler,
  tpe: tpeSampler,
  gp: gpSampler,
  worth: worthSampler,
  'cma-es': cmaEsSampler,
  nsga2: nsga2Sampler,
  manual: manualSampler,
  auto: autoSampler,
} as const satisfies Readonly<Record<string, SamplerDefinition>>;

export type SamplerName = keyof typeof samplers;

/** What a study file may say: a name, or a name with options (`grid({ points: 4 })`). */
export type SamplerChoice =
  | SamplerName
  | { [N in SamplerName]: { readonly name: N } & OptionsOf<z.input<(typeof samplers)[N]['options']>> }[SamplerName];

/** zod's type for "no options" is `Record<string, never>`, which would forbid `name` too: only the named keys are kept. */
type OptionsOf<O> = { readonly [K in keyof O as string extends K ? never : K]: O[K] };

export const isSamplerName = (name: string): name is SamplerName => Object.hasOwn(samplers, name);
