import type { Space } from '../../study/space.js';
import { AskTellStudy } from './ask-tell-study.js';
import { memoryTrialStore } from './memory-trial-store.js';
import type { StudyOptions } from './study-options.js';
import { parseStudyOptions, type StudySettings } from './study-options-schema.js';
import { StudySession } from './study-session.js';
import type { Directions } from './trial-outcome.js';
import type { TrialStore } from './trial-store.js';

/**
 * Opens a search for anything that can be measured: `ask` it what to try, `tell` it what came out. In memory unless `storage` is
 * given, where a study of this name goes on.
 * @throws UsageError with one line per mistake in the options, worded as for a study file; StorageError where the storage cannot be
 * opened, or has a study of this name with other directions
 */
export async function createStudy<const S extends Space, const D extends Directions = readonly ['minimize']>(
  options: StudyOptions<S, D>,
): Promise<AskTellStudy<S, D>> {
  const settings = parseStudyOptions(options);
  const session = new StudySession(settings, await openTrials(settings));
  await session.refresh();
  return new AskTellStudy<S, D>(session);
}

async function openTrials(settings: StudySettings): Promise<TrialStore> {
  const { storage, name } = settings;
  if (storage === undefined || name === undefined) return memoryTrialStore();
  // Databases and their native drivers are loaded by those who use them.
  const { databaseTrialStore } = await import('./database-trial-store.js');
  return databaseTrialStore(storage, name, settings);
}
