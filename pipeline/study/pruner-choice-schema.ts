import type { Pruner } from '../search/pruner.js';
import { pruners } from '../search/pruners/registry.js';
import { registryChoiceSchema } from './registry-choice-schema.js';

/** `'median'` or `median({ startup: 5 })` -> the pruner with its options; nothing is `none`. */
export const prunerChoiceSchema = registryChoiceSchema<Pruner>('pruner', pruners, 'none');
