import type { Direction, MetricName } from './trial.js';

export interface Objective {
  readonly metric: MetricName;
  readonly direction: Direction;
}

export const minimize = (metric: MetricName): Objective => ({ metric, direction: 'minimize' });
export const maximize = (metric: MetricName): Objective => ({ metric, direction: 'maximize' });

/** A trial that violates a constraint is infeasible and ranks after every feasible one. */
export interface Constraint {
  readonly metric: MetricName;
  readonly bound: 'atMost' | 'atLeast';
  readonly value: number;
}

export const atMost = (metric: MetricName, value: number): Constraint => ({ metric, bound: 'atMost', value });
export const atLeast = (metric: MetricName, value: number): Constraint => ({ metric, bound: 'atLeast', value });
