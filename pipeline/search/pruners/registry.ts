import type { PrunerDefinition } from '../pruner.js';
import type { RegistryChoice } from '../registry-choice.js';
import { patiencePruner } from './patience.js';
import { wrappablePruners } from './wrappable.js';

/** Every pruner by the name used in study files, help texts and reports. */
export const pruners = {
  ...wrappablePruners,
  patience: patiencePruner,
} as const satisfies Readonly<Record<string, PrunerDefinition>>;

export type PrunerName = keyof typeof pruners;

export type PrunerChoice = RegistryChoice<typeof pruners>;

export const isPrunerName = (name: string): name is PrunerName => Object.hasOwn(pruners, name);
