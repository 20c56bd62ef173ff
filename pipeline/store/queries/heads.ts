import type { StudyId, TrialId } from '../stored-trial.js';
import { chunkSize } from './in-chunks.js';
import { headColumns, type Queryable, type TrialHead } from './rows.js';

export async function selectHeads(db: Queryable, ids: readonly TrialId[]): Promise<readonly TrialHead[]> {
  if (ids.length === 0) return [];
  return db.selectFrom('trials').select(headColumns).where('trial_id', 'in', ids).orderBy('trial_id').execute();
}

/** The WAITING trials of a study that came after trial `after`, ascending by id. */
export async function selectWaitingHeads(
  db: Queryable,
  study: StudyId,
  after: TrialId | undefined,
): Promise<readonly TrialHead[]> {
  return db
    .selectFrom('trials')
    .select(headColumns)
    .where('study_id', '=', study)
    .$if(after !== undefined, (query) => query.where('trial_id', '>', after ?? null))
    .where('state', '=', 'WAITING')
    .orderBy('trial_id')
    .execute();
}

/** The trials of a study that came after trial `after`, ascending by id, one chunk after the other. */
export async function* newerHeads(
  db: Queryable,
  study: StudyId,
  after: TrialId | undefined,
): AsyncGenerator<readonly TrialHead[]> {
  let last = after;
  for (;;) {
    const heads = await db
      .selectFrom('trials')
      .select(headColumns)
      .where('study_id', '=', study)
      .$if(last !== undefined, (query) => query.where('trial_id', '>', last ?? null))
      .orderBy('trial_id')
      .limit(chunkSize)
      .execute();
    if (heads.length > 0) yield heads;
    if (heads.length < chunkSize) return;
    last = heads.at(-1)?.trial_id;
  }
}
