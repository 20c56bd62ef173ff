import type { PrunerChoice } from '../../search/pruners/registry.js';
import type { SamplerChoice } from '../../search/samplers/registry.js';
import type { Hyperparameters, Space } from '../../study/space.js';
import type { Directions } from './trial-outcome.js';

/** What `createStudy` is told. `S` is inferred from `space`, `D` from `directions`. */
export type StudyOptions<S extends Space, D extends Directions> = StudyPlan<S, D> & Place;

interface StudyPlan<S extends Space, D extends Directions> {
  readonly space: S;
  /** One per objective. Default `['minimize']`. */
  readonly directions?: D;
  /** Default `random`. */
  readonly sampler?: SamplerChoice;
  /** Default `none`. */
  readonly pruner?: PrunerChoice;
  /** Default 0. The same seed gives the same suggestions to the same results. */
  readonly seed?: number;
  /** How many trials the study is to have: some samplers plan by it, and `optimize` ends there. */
  readonly trials?: number;
  /** Only settings for which this holds are tried; an inactive hyperparameter is undefined. */
  readonly where?: (params: Hyperparameters<NoInfer<S>>) => boolean;
  /** How many trials each setting gets. Default 1. */
  readonly replicates?: number;
  /** How many steps a trial reports that runs to its end: pruners plan by it. */
  readonly steps?: number;
}

/** In memory, or under a name in a storage, where it goes on if it is there. */
type Place =
  | { readonly storage?: undefined; readonly name?: string }
  /** `sqlite:///path.db`, `postgresql://...`, or the path of an SQLite file. */
  | { readonly storage: string; readonly name: string };
