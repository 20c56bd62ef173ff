import type { Transaction } from 'kysely';
import { newerHeads } from './queries/heads.js';
import { inChunks } from './queries/in-chunks.js';
import { selectRows } from './queries/read-rows.js';
import type { Queryable, TrialHead } from './queries/rows.js';
import type { SqlStudyReader } from './sql-study-reader.js';
import type { SqlStudyStore } from './sql-study-store.js';
import type { StoredStudy, StudyId, TrialId } from './stored-trial.js';
import type { Tables } from './tables.js';

/**
 * A copy of a study with all of its trials, in another storage or under another name in the same: all of it or nothing.
 * What other programs have stored is copied as it is; the ids of the study and its trials are new. Heartbeats, which are
 * about processes, are not copied. @throws StorageError where the name is taken
 */
export async function copyStudy(
  source: SqlStudyReader,
  study: StoredStudy,
  target: SqlStudyStore,
  name: string,
): Promise<StoredStudy> {
  return source.snapshot((from) =>
    target.addStudy({ name, directions: study.directions }, async (to, copy) => {
      for (const table of ['study_user_attributes', 'study_system_attributes'] as const) {
        const rows = await from
          .selectFrom(table)
          .select(['key', 'value_json'])
          .where('study_id', '=', study.id)
          .execute();
        const copies = rows.map((row) => ({ ...row, study_id: copy.id }));
        for (const some of inChunks(copies)) await to.insertInto(table).values(some).execute();
      }
      for await (const heads of newerHeads(from, study.id, undefined)) await copyTrials(from, heads, to, copy.id);
    }),
  );
}

async function copyTrials(
  from: Queryable,
  heads: readonly TrialHead[],
  to: Transaction<Tables>,
  study: StudyId,
): Promise<void> {
  const added = await to
    .insertInto('trials')
    .values(heads.map(({ trial_id: _, ...head }) => ({ ...head, study_id: study })))
    .returning(['trial_id', 'number'])
    .execute();
  // The order in which rows are returned is not promised.
  const byNumber = new Map(added.map(({ trial_id, number }) => [number, trial_id]));
  const numbers = new Map(heads.map(({ trial_id, number }) => [trial_id, number]));
  const moved = <R extends { readonly trial_id: TrialId }>(rows: readonly R[]) =>
    inChunks(
      rows.map((row) => {
        const trial_id = byNumber.get(numbers.get(row.trial_id) ?? Number.NaN);
        if (trial_id === undefined) throw new RangeError(`trial ${row.trial_id} was not copied`);
        return { ...row, trial_id };
      }),
    );

  const rows = await selectRows(from, [...numbers.keys()]);
  for (const some of moved(rows.parameters)) await to.insertInto('trial_params').values(some).execute();
  const values = rows.values.map((row) => ({ ...row, value_type: row.value_type ?? 'FINITE' }));
  for (const some of moved(values)) await to.insertInto('trial_values').values(some).execute();
  const reports = rows.reports.map((row) => ({
    ...row,
    intermediate_value_type: row.intermediate_value_type ?? 'FINITE',
  }));
  for (const some of moved(reports)) await to.insertInto('trial_intermediate_values').values(some).execute();
  for (const some of moved(rows.userAttributes)) await to.insertInto('trial_user_attributes').values(some).execute();
  for (const some of moved(rows.systemAttributes))
    await to.insertInto('trial_system_attributes').values(some).execute();
}
