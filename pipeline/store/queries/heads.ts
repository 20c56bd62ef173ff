import type { StoredStudy, StudyId, TrialId } from '../stored-trial.js';
import { chunkSize } from './in-chunks.js';
import { headColumns, type Queryable, type TrialHead } from './rows.js';

export async function selectHeads(db: Queryable, ids: readonly TrialId[]): Promise<readonly TrialHead[]> {
  if (ids.length === 0) return [];
  return db.selectFrom('trials').select(headColumns).where('trial_id', 'in', ids).orderBy('trial_id').execute();
}

/** COMPLETE trials by their value of the first objective, the best first; without infinite ones. */
export async function selectBestIds(
  db: Queryable,
  { id, directions }: StoredStudy,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<readonly TrialId[]> {
  const rows = await db
    .selectFrom('trials')
    .innerJoin('trial_values', 'trial_values.trial_id', 'trials.trial_id')
    .select('trials.trial_id')
    .where('study_id', '=', id)
    .where('state', '=', 'COMPLETE')
    .where('objective', '=', 0)
    .where('value', 'is not', null)
    .orderBy('value', directions[0] === 'maximize' ? 'desc' : 'asc')
    .orderBy('trials.trial_id')
    .limit(limit)
    .offset(offset)
    .execute();
  return rows.map(({ trial_id }) => trial_id);
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
