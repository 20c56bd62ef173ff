import type { StudyOutline } from '../search/study-outline.js';
import type { Study } from './study.js';

/** What samplers are told of a study. */
export function outlineOf({
  seed,
  trials,
  objectives,
  replicates,
  allows,
}: Pick<Study, 'seed' | 'trials' | 'objectives' | 'replicates' | 'allows'>): StudyOutline & { readonly seed: number } {
  return { seed, trials, objectives: objectives.length, replicates, allows };
}
