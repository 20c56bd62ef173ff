import type { RegistryChoice } from '../registry-choice.js';
import type { SamplerDefinition } from '../sampler.js';
import { autoSampler } from './auto.js';
import { cmaEsSampler } from './cma-es/sampler.js';
import { effectiveLearningRateSampler } from './effective-learning-rate/sampler.js';
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
  'effective-learning-rate': effectiveLearningRateSampler,
  'cma-es': cmaEsSampler,
  nsga2: nsga2Sampler,
  manual: manualSampler,
  auto: autoSampler,
} as const satisfies Readonly<Record<string, SamplerDefinition>>;

export type SamplerName = keyof typeof samplers;

export type SamplerChoice = RegistryChoice<typeof samplers>;

export const isSamplerName = (name: string): name is SamplerName => Object.hasOwn(samplers, name);
