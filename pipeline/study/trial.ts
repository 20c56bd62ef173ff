import type { QuantizationVariant } from '../quantize/variant-names.js';
import type { LayerInitialisation } from '../train/initialisation-check/layer-initialisation.js';
import type { TrialTiming } from './trial-timing.js';

/** Optuna's trial states. */
export type TrialState = 'WAITING' | 'RUNNING' | 'COMPLETE' | 'PRUNED' | 'FAIL';

export type ParameterValue = number | string | boolean;

/** One value per active hyperparameter; an inactive one (its `when` does not hold) has no key. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

export type Direction = 'minimize' | 'maximize';

/**
 * Everything that is measured of a trial, by the name used in study files (`maximize('validation.accuracy')`).
 * `measured` metrics come from the benchmark stage and need a quiet machine; `static` ones are known before training.
 */
export const metrics = {
  'train.loss': { from: 'training', unit: '' },
  'train.accuracy': { from: 'training', unit: '' },
  'train.r2': { from: 'training', unit: '' },
  'train.seconds': { from: 'training', unit: 's' },
  'train.learningRate': { from: 'training', unit: '' },
  'validation.loss': { from: 'training', unit: '' },
  'validation.accuracy': { from: 'training', unit: '' },
  'validation.r2': { from: 'training', unit: '' },
  'test.loss': { from: 'training', unit: '' },
  'test.accuracy': { from: 'training', unit: '' },
  'test.r2': { from: 'training', unit: '' },
  'model.parameters': { from: 'static', unit: '' },
  'model.bytes': { from: 'static', unit: 'bytes' },
  'parity.maxAbs': { from: 'training', unit: '' },
  'parity.top1': { from: 'training', unit: '' },
  'latency.p50': { from: 'benchmark', unit: 'ms' },
  'latency.p90': { from: 'benchmark', unit: 'ms' },
  'latency.p99': { from: 'benchmark', unit: 'ms' },
  throughput: { from: 'benchmark', unit: '1/s' },
  coldStart: { from: 'benchmark', unit: 'ms' },
  'memory.peak': { from: 'benchmark', unit: 'MB' },
  'memory.resident': { from: 'benchmark', unit: 'MB' },
} as const satisfies Record<string, { from: 'training' | 'static' | 'benchmark'; unit: string }>;

export type MetricName = keyof typeof metrics;

export type MetricValues = Readonly<Partial<Record<MetricName, number>>>;

/** One row of learning-curves.csv. `epoch` counts from 1. `score` is accuracy (classification) or R2 (regression). */
export interface EpochRecord {
  readonly epoch: number;
  /** Of the epoch's last update. */
  readonly learningRate: number;
  readonly trainLoss: number;
  readonly trainScore: number;
  readonly validationLoss: number;
  readonly validationScore: number;
  readonly seconds: number;
}

/** What the conductor knows of a trial; plain data, so that ranking and reports are pure functions of it. */
export interface TrialRecord {
  readonly number: number;
  /** Of a row of the ranking that is a quantized variant of the trial's model: which. */
  readonly variant?: QuantizationVariant;
  readonly state: TrialState;
  /** Why a trial failed or was pruned; empty for a complete one. */
  readonly reason: string;
  readonly parameters: Parameters;
  readonly metrics: MetricValues;
  readonly curve: readonly EpochRecord[];
  /** Epochs trained. */
  readonly epochs: number;
  /** Verdict on the learning curves: `good`, `overfit`, ... ; empty where there is none. See `adviceOn`. */
  readonly diagnosis: string;
  /** What was noticed of it that is no failure. */
  readonly warnings?: readonly string[];
  /** What its latencies are worth; absent where it was not timed. */
  readonly timing?: TrialTiming;
  /** Each layer before training, where the plan asked for it. */
  readonly initialisation?: readonly LayerInitialisation[];
}
