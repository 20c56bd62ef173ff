import { adam } from './adam.js';
import { defineOptimizer } from './optimizer.js';

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2): w <- w - eta lambda w beside Adam's step.
 * Any optimizer can have that decay; this one has it by default, with lambda 0.01 as in PyTorch.
 */
export const adamw = defineOptimizer({ ...adam, weightDecay: 0.01 });
