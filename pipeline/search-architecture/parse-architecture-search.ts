import { dartsGenotype } from '../../models/cells/darts-genotype.js';
import { StudyFileError } from '../errors.js';
import { suggestAndList } from '../study/nearest-name.js';
import { parseStudy } from '../study/parse-study.js';
import { quoteValue } from '../study/quote-value.js';
import type { Study } from '../study/study.js';
import type { ArchitectureSearchDefinition } from './define-architecture-search.js';
import { derivedStudy } from './derived-study.js';

/** A search file's default export, and what it has in common with a study, checked and with its defaults. */
export interface ArchitectureSearch {
  readonly definition: ArchitectureSearchDefinition;
  readonly study: Pick<Study, 'name' | 'dataset' | 'seed'>;
}

const keys = [
  'name',
  'dataset',
  'seed',
  'workers',
  'constraints',
  'export',
  'search',
  'network',
  'training',
  'baselines',
  'replicates',
  'objectives',
] as const satisfies readonly (keyof ArchitectureSearchDefinition)[];

/** `search` is checked against the task, by `resolveSearch`. @throws StudyFileError */
export function parseArchitectureSearch(value: unknown): ArchitectureSearch {
  if (!isDefinition(value)) {
    throw new StudyFileError(
      `not an architecture search: expected defineArchitectureSearch({ ... }), got ${quoteValue(value)}`,
    );
  }
  const unknown = Object.keys(value).find((key) => !keys.some((known) => known === key));
  if (unknown !== undefined) {
    throw new StudyFileError(`unknown option ${quoteValue(unknown)}; ${suggestAndList(unknown, keys, 'options')}`);
  }
  // The study that will follow has the same name, data and training, and any genotype is good enough to check them.
  return { definition: value, study: parseStudy(derivedStudy(value, dartsGenotype)) };
}

function isDefinition(value: unknown): value is ArchitectureSearchDefinition {
  const has = (name: string) =>
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, name) === 'object' &&
    Reflect.get(value, name) !== null;
  return has('search') && has('network') && has('training');
}
