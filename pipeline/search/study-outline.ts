import type { Direction, Parameters } from '../study/trial.js';

/**
 * What is fixed about a study beside its space. All of it is optional: a sampler or a pruner uses what it is told and does
 * without the rest.
 */
export interface StudyOutline {
  /** The study's seed: what must be the same in all of its trials, such as a scrambling, is drawn from it. Default 0. */
  readonly seed?: number;
  /** How many trials the study is to have. */
  readonly trials?: number;
  /** How many objectives it has. */
  readonly objectives?: number;
  /** The study's predicate over whole settings (`where`); only settings for which it holds may be suggested. */
  readonly allows?: (parameters: Parameters) => boolean;
  /** How many trials each setting gets. Default 1. */
  readonly replicates?: number;
  /** How many steps a trial reports that runs to its end, where that is known before. */
  readonly steps?: number;
  /** Directions of the numbers in reports, in their order, for what is said to users in units of their own. Default: all minimised. */
  readonly directions?: readonly Direction[];
}
