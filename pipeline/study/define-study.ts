import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { SessionOptions } from '../benchmark/timed-session.js';
import type { Dataset, Task } from '../load/data.js';
import type { QuantizationVariant } from '../quantize/variant-names.js';
import type { PrunerChoice } from '../search/pruners/registry.js';
import type { SamplerChoice } from '../search/samplers/registry.js';
import type { TrainingPlan } from '../train/plan.js';
import type { Constraint, Objective } from './objective.js';
import type { Hyperparameters, Space } from './space.js';
import type { Reproducible, StopConditions, StudyCallbacks, TrialLimits, WarmStart } from './study-controls.js';

export interface ExportOptions {
  /** Keep the data set's input normalisation out of the exported graph: the served model then takes normalised values. */
  readonly normalisation?: 'included' | 'excluded';
  /** What a classifier's exported graph gives. Default `logits`. */
  readonly output?: 'logits' | 'probabilities';
  /** Forms of the best trials' models that are made, measured and ranked. Default `['fp32']`, which is always one of them. */
  readonly variants?: readonly ExportVariant[];
  /** What a variant may lose of validation accuracy (or R2) to be ranked, as a share of 1. Default 0.005. */
  readonly maxAccuracyDrop?: number;
}

/** How the models of a study's trials are timed. */
export interface BenchmarkOptions {
  /** Time given to each model at most, without starting processes and warming up. Default 1.5. */
  readonly seconds?: number;
  /** Ends earlier when the 95 % interval of the percentile is, for every model, no wider than this share of it. Default 0.02; 0: never. */
  readonly width?: number;
  /** Throughput is that of the best of them; ascending. Default `[1, 8, 64]`. */
  readonly batchSizes?: readonly [number, ...number[]];
  /** Exactly these, as `ortune tune-session` writes them. Default: one thread within operators and one between them. */
  readonly session?: SessionOptions;
}

/** The trained network itself, or one of its quantized variants. */
export type ExportVariant = 'fp32' | QuantizationVariant;

/** A study as the user writes it. `S` is inferred from `space`; `hp` has its keys and value types. */
export interface StudyDefinition<S extends Space = Space> {
  /** Names the reports folder: letters, digits, `-`, `_` and `.`. */
  readonly name: string;
  readonly dataset: Dataset;
  readonly space: S;
  /** Only settings for which this holds are tried, such as `hp.rate * hp.batchSize <= 4`. An inactive hyperparameter is undefined. */
  readonly where?: (hp: Hyperparameters<NoInfer<S>>) => boolean;
  /**
   * Builds the untrained network for one trial; `task.inputShape` is what the network sees (after the input transform).
   * It must end in logits (classification, one unit a class) or in one linear unit a target (regression).
   */
  readonly model: (hp: Hyperparameters<S>, task: Task) => LayersModel;
  readonly training: (hp: Hyperparameters<S>, task: Task) => TrainingPlan;
  /** At least one; the first decides which trial is called the best. */
  readonly objectives: readonly Objective[];
  readonly constraints?: readonly Constraint[];
  /** Default `random`. */
  readonly sampler?: SamplerChoice;
  /** Default `none`. Judges by the objectives that are known while a trial trains, after every epoch. */
  readonly pruner?: PrunerChoice;
  /** How many trials are run. Default: the whole grid for `grid`, otherwise 20. */
  readonly trials?: number;
  /** Processes that train at the same time; default: one per core. */
  readonly workers?: number;
  /** Default 0. */
  readonly seed?: number;
  /** Settings to try first, in this order; what one leaves out is up to the sampler. */
  readonly enqueue?: readonly Partial<Hyperparameters<NoInfer<S>>>[];
  /** How many trials each setting gets; they differ in their random numbers. Default 1. */
  readonly replicates?: number;
  /** An earlier study that the sampler learns from. */
  readonly warmStart?: WarmStart;
  readonly stopWhen?: StopConditions;
  /** Default `{ silentSeconds: 600, startSeconds: 600, lostSeconds: 60, growthMb: 2000 }`. */
  readonly limits?: Partial<TrialLimits>;
  /** How often a trial is run again that was lost with the process that ran it, from its last epoch. Default 1. */
  readonly retries?: number;
  /** The same study with any number of workers. Default false; `true` is `{ generation: 4 }`. */
  readonly reproducible?: boolean | Reproducible;
  readonly callbacks?: StudyCallbacks;
  readonly benchmark?: BenchmarkOptions;
  readonly export?: ExportOptions;
}

/** Identity at run time; it exists so that `hp` is typed from `space`. Checked by `parseStudy` when the file is loaded. */
export function defineStudy<const S extends Space>(study: StudyDefinition<S>): StudyDefinition<S> {
  return study;
}
