/** The public API of ortune: what a study file imports, and `createStudy` for anything else. */

export * from './datasets/index.js';
export * from './models/index.js';
export type { Engine } from './pipeline/compiler/engine.js';
export { type EngineOptions, openEngine } from './pipeline/compiler/open-engine.js';
export {
  OrtuneError,
  QuantizationError,
  SpaceExhaustedError,
  StorageError,
  TrialFinishedError,
  UsageError,
} from './pipeline/errors.js';
export type { KeptOperator } from './pipeline/quantize/kept-operator.js';
export { type QuantizedModel, type QuantizeOptions, quantizeModel } from './pipeline/quantize/quantize-model.js';
export { type Importance, type ImportanceOptions, importance } from './pipeline/rank/importance/importance.js';
export { type Interactions, interactions } from './pipeline/rank/importance/interactions.js';
export type { AskTellStudy } from './pipeline/run/ask-tell/ask-tell-study.js';
export type { AskedTrial, ObjectiveFunction } from './pipeline/run/ask-tell/asked-trial.js';
export { createStudy } from './pipeline/run/ask-tell/create-study.js';
export type { OptimizeOptions } from './pipeline/run/ask-tell/optimize-options.js';
export type { StudyOptions } from './pipeline/run/ask-tell/study-options.js';
export type { CompleteTrial, FinishedTrial, StudyTrial } from './pipeline/run/ask-tell/study-trial.js';
export type { Directions, TrialOutcome } from './pipeline/run/ask-tell/trial-outcome.js';
export { asha } from './pipeline/search/pruners/asha.js';
export { hyperband } from './pipeline/search/pruners/hyperband.js';
export { median } from './pipeline/search/pruners/median.js';
export { none } from './pipeline/search/pruners/none.js';
export { patience } from './pipeline/search/pruners/patience.js';
export { percentile } from './pipeline/search/pruners/percentile.js';
export { threshold } from './pipeline/search/pruners/threshold.js';
export { wilcoxon } from './pipeline/search/pruners/wilcoxon.js';
export { auto } from './pipeline/search/samplers/auto.js';
export { cmaEs } from './pipeline/search/samplers/cma-es/sampler.js';
export { effectiveLearningRate } from './pipeline/search/samplers/effective-learning-rate/sampler.js';
export { gp } from './pipeline/search/samplers/gp/sampler.js';
export { grid } from './pipeline/search/samplers/grid.js';
export { halton } from './pipeline/search/samplers/halton.js';
export { manual } from './pipeline/search/samplers/manual.js';
export { nsga2 } from './pipeline/search/samplers/nsga2/sampler.js';
export { random } from './pipeline/search/samplers/random.js';
export { sobol } from './pipeline/search/samplers/sobol/sampler.js';
export { tpe } from './pipeline/search/samplers/tpe/sampler.js';
export { worth } from './pipeline/search/samplers/worth/sampler.js';
export {
  type ArchitectureSearchDefinition,
  defineArchitectureSearch,
} from './pipeline/search-architecture/define-architecture-search.js';
export { derivedStudy } from './pipeline/search-architecture/derived-study.js';
export type { SearchOptions, SearchStage } from './pipeline/search-architecture/search-options.js';
export { defineStudy, type StudyDefinition } from './pipeline/study/define-study.js';
export {
  atLeast,
  atMost,
  type Constraint,
  maximize,
  minimize,
  type Objective,
  soft,
} from './pipeline/study/objective.js';
export { choice, float, type Hyperparameters, int, ordinal, type Space } from './pipeline/study/space.js';
export type { StudyCallbacks, StudyResult, StudySoFar, WarmStart } from './pipeline/study/study-controls.js';
export type { TrialRecord } from './pipeline/study/trial.js';
export type { TrialTiming } from './pipeline/study/trial-timing.js';
export { crop } from './pipeline/train/augmentation/crop.js';
export { cutout } from './pipeline/train/augmentation/cutout.js';
export { flip } from './pipeline/train/augmentation/flip.js';
export { mixup } from './pipeline/train/augmentation/mixup.js';
export { shift } from './pipeline/train/augmentation/shift.js';
export { fromRangeTest } from './pipeline/train/from-range-test.js';
export { checkInitialisation } from './pipeline/train/initialisation-check/check-initialisation.js';
export type { LayerInitialisation } from './pipeline/train/initialisation-check/layer-initialisation.js';
export type { TrainingPlan } from './pipeline/train/plan.js';
export { type RangeTestRequest, type RangeTestResult, rangeTest } from './pipeline/train/range-test.js';
export { constant } from './pipeline/train/schedules/constant.js';
export { cosine } from './pipeline/train/schedules/cosine.js';
export { cosineRestarts } from './pipeline/train/schedules/cosine-restarts.js';
export { expRange } from './pipeline/train/schedules/exp-range.js';
export { exponential } from './pipeline/train/schedules/exponential.js';
export { inverseTime } from './pipeline/train/schedules/inverse-time.js';
export { oneCycle } from './pipeline/train/schedules/one-cycle.js';
export { reduceOnPlateau } from './pipeline/train/schedules/reduce-on-plateau.js';
export { step } from './pipeline/train/schedules/step.js';
export { triangular } from './pipeline/train/schedules/triangular.js';
export { triangular2 } from './pipeline/train/schedules/triangular2.js';
export { warmUp } from './pipeline/train/schedules/warm-up.js';
export { type AutoOptions, presets } from './presets/index.js';
