import type { Direction, MetricName } from './trial.js';

export interface Objective {
  readonly metric: MetricName;
  readonly direction: Direction;
}

export const minimize = (metric: MetricName): Objective => ({ metric, direction: 'minimize' });
export const maximize = (metric: MetricName): Objective => ({ metric, direction: 'maximize' });

/** A trial that violates a hard constraint is infeasible and ranks after every feasible one. */
export interface Constraint {
  readonly metric: MetricName;
  readonly bound: 'atMost' | 'atLeast';
  readonly value: number;
  /** A preference: a trial that violates it is feasible, but ranks after those that do not. Default false. */
  readonly soft?: boolean;
}

export const atMost = (metric: MetricName, value: number): Constraint => ({ metric, bound: 'atMost', value });
export const atLeast = (metric: MetricName, value: number): Constraint => ({ metric, bound: 'atLeast', value });

/** For a study file: `soft(atMost('latency.p90', 2))`. */
export const soft = (constraint: Constraint): Constraint => ({ ...constraint, soft: true });
