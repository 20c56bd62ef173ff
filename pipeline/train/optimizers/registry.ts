import { adam } from './adam.js';
import { momentum } from './momentum.js';
import type { Optimizer } from './optimizer.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';

/** Every optimizer by the name a study file gives it. */
export const optimizers = { sgd, momentum, rmsprop, adam } as const satisfies Record<string, Optimizer>;

export type OptimizerName = keyof typeof optimizers;
