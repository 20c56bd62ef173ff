import { StorageError } from '../errors.js';
import { listNames, suggestName } from '../study/nearest-name.js';
import type { StudySummary } from './stored-trial.js';
import type { StudyReader } from './study-store.js';

/** The study of that name, or the only one. @throws StorageError where there is none, or several to choose from */
export async function chooseStudy(store: StudyReader, name: string | undefined): Promise<StudySummary> {
  const studies = await store.listStudies();
  const [first, ...others] = studies;
  const found = name === undefined && others.length === 0 ? first : studies.find((study) => study.name === name);
  if (found) return found;
  throw new StorageError(`storage \`${store.name}\` has ${describeMiss(studies, name)}`);
}

function describeMiss(studies: readonly StudySummary[], name: string | undefined): string {
  const names = studies.map((study) => study.name);
  if (names.length === 0) return 'no studies';
  if (name === undefined) return `several studies; choose one of ${listNames(names)}`;
  return `no study named \`${name}\`; ${suggestName(name, names)}`;
}
