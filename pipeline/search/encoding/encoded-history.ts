import { orderParameters } from '../../study/order-parameters.js';
import { countValues } from '../../study/parameter-values.js';
import type { Parameter, Space } from '../../study/space.js';
import type { Parameters } from '../../study/trial.js';
import type { ObservedTrial } from '../observed-trial.js';
import { InsertionOrder } from './insertion-order.js';
import { unitOf } from './unit-interval.js';

/** One hyperparameter as one coordinate in [0, 1]. */
export interface Dimension {
  readonly name: string;
  readonly parameter: Parameter;
  /** How many values it has; `Infinity` for a continuous one. */
  readonly size: number;
  /** Whether neighbouring values are alike; those of a choice are not. */
  readonly ordered: boolean;
}

/** Trials as columns of numbers. */
export interface EncodedHistory {
  /** In the order of `orderParameters`: each after those its condition names. */
  readonly dimensions: readonly Dimension[];
  /**
   * Per dimension the coordinate (`unitOf`) in each trial, NaN where it is inactive or not of this space. May be longer than
   * the trials are many. Valid until the next call with the same space.
   */
  readonly columns: readonly Float64Array[];
  /** Per dimension the trials that have a coordinate, ascending by it. */
  readonly sorted: readonly Uint32Array[];
}

interface Cached {
  readonly dimensions: readonly Dimension[];
  readonly settings: Parameters[];
  columns: Float64Array[];
  readonly orders: readonly InsertionOrder[];
}

const cache = new WeakMap<Space, Cached>();

/**
 * Encodes `trials`. A study's settings never change, so those encoded by an earlier call with the same space are recognised by
 * identity and kept: a long history costs only its new trials.
 */
export function encodeHistory(space: Space, trials: readonly ObservedTrial[]): EncodedHistory {
  let cached = cache.get(space);
  if (!cached) {
    const dimensions = dimensionsOf(space);
    cached = {
      dimensions,
      settings: [],
      columns: dimensions.map(() => new Float64Array(64)),
      orders: dimensions.map(() => new InsertionOrder()),
    };
    cache.set(space, cached);
  }
  const { dimensions, settings, orders } = cached;
  let known = 0;
  while (known < trials.length && known < settings.length && settings[known] === trials[known]?.parameters) known++;
  settings.length = known;
  for (const { parameters } of trials.slice(known)) settings.push(parameters);
  cached.columns = cached.columns.map((column, d) => {
    const dimension = dimensions[d];
    const target = column.length < settings.length ? enlarged(column, settings.length * 2) : column;
    for (let i = known; i < settings.length; i++) {
      target[i] = dimension ? coordinate(dimension, settings[i]) : Number.NaN;
    }
    orders[d]?.update(target, known, settings.length);
    return target;
  });
  return { dimensions, columns: cached.columns, sorted: orders.map((order) => order.positions) };
}

export function dimensionsOf(space: Space): readonly Dimension[] {
  return orderParameters(space).map(([name, parameter]) => ({
    name,
    parameter,
    size: countValues(parameter),
    ordered: isOrdered(parameter),
  }));
}

function isOrdered({ kind }: Parameter): boolean {
  switch (kind) {
    case 'choice':
      return false;
    case 'ordinal':
    case 'int':
    case 'float':
      return true;
  }
}

function coordinate({ name, parameter }: Dimension, parameters: Parameters | undefined): number {
  const value = parameters?.[name];
  if (value === undefined) return Number.NaN;
  const u = unitOf(parameter, value);
  return u >= 0 && u <= 1 ? u : Number.NaN;
}

function enlarged(column: Float64Array, length: number): Float64Array {
  const larger = new Float64Array(length);
  larger.set(column);
  return larger;
}
