import type { Sampler } from '../search/sampler.js';
import { samplers } from '../search/samplers/registry.js';
import { registryChoiceSchema } from './registry-choice-schema.js';

/** `'tpe'` or `tpe({ startup: 20 })` -> the sampler with its options; nothing is `random`. */
export const samplerChoiceSchema = registryChoiceSchema<Sampler>('sampler', samplers, 'random');
