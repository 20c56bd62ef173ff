import type { Transaction } from 'kysely';
import { StorageError } from '../../errors.js';
import type { Direction, TrialState } from '../../study/trial.js';
import { attributesOf } from '../assemble-trials.js';
import { checkText } from '../check-text.js';
import { parseDate } from '../date-text.js';
import type { Attributes, JsonValue } from '../json-value.js';
import { renderJson } from '../render-json.js';
import type { StoredStudy, StudyId, StudySummary } from '../stored-trial.js';
import type { NewStudy } from '../study-store.js';
import { systemAttributes } from '../system-attributes.js';
import { type Tables, tablesOfStudies, tablesOfTrials } from '../tables.js';
import type { Queryable } from './rows.js';

export async function insertStudy(transaction: Transaction<Tables>, study: NewStudy): Promise<StoredStudy> {
  const { name, directions, metricNames } = study;
  checkText('name of a study', name);
  if (directions.length === 0) throw new RangeError('a study needs at least one direction');
  const { study_id } = await transaction
    .insertInto('studies')
    .values({ study_name: name })
    .returning('study_id')
    .executeTakeFirstOrThrow();
  await transaction
    .insertInto('study_directions')
    .values(
      directions.map((direction, objective) => ({
        study_id,
        objective,
        direction: direction === 'maximize' ? 'MAXIMIZE' : 'MINIMIZE',
      })),
    )
    .execute();
  await writeStudyAttributes(transaction, 'study_user_attributes', study_id, study.userAttributes ?? {});
  await writeStudyAttributes(transaction, 'study_system_attributes', study_id, {
    ...(metricNames && { [systemAttributes.metricNames]: metricNames }),
    ...study.systemAttributes,
  });
  return { id: study_id, name, directions: [...directions] };
}

export async function selectStudies(db: Queryable, name?: string): Promise<readonly StoredStudy[]> {
  const rows = await db
    .selectFrom('studies')
    .leftJoin('study_directions', 'study_directions.study_id', 'studies.study_id')
    .select(['studies.study_id', 'study_name', 'direction'])
    .$if(name !== undefined, (query) => query.where('study_name', '=', name ?? ''))
    .orderBy('studies.study_id')
    .orderBy('objective')
    .execute();
  const studies = new Map<StudyId, StoredStudy & { readonly directions: Direction[] }>();
  for (const { study_id: id, study_name, direction } of rows) {
    const study = studies.get(id) ?? { id, name: study_name, directions: [] };
    // Optuna's default where a study says nothing.
    study.directions.push(direction === 'MAXIMIZE' ? 'maximize' : 'minimize');
    studies.set(id, study);
  }
  return [...studies.values()];
}

export async function summarizeStudies(db: Queryable): Promise<readonly StudySummary[]> {
  const studies = await selectStudies(db);
  const groups = await db
    .selectFrom('trials')
    .select(({ fn }) => [
      'study_id',
      'state',
      fn.countAll().as('count'),
      fn.min('datetime_start').as('started'),
      fn.max('datetime_complete').as('finished'),
    ])
    .groupBy(['study_id', 'state'])
    .execute();
  return studies.map((study) => {
    const own = groups.filter(({ study_id }) => study_id === study.id);
    const count = (state: TrialState) => Number(own.find((group) => group.state === state)?.count ?? 0);
    // Dates as they are stored sort as texts.
    const starts = own.flatMap(({ started }) => started ?? []).sort();
    const ends = own.flatMap(({ finished }) => finished ?? []).sort();
    const [first] = starts;
    const last = ends.at(-1);
    return {
      ...study,
      trials: {
        WAITING: count('WAITING'),
        RUNNING: count('RUNNING'),
        COMPLETE: count('COMPLETE'),
        PRUNED: count('PRUNED'),
        FAIL: count('FAIL'),
      },
      started: first === undefined ? undefined : parseDate(first),
      finished: last === undefined ? undefined : parseDate(last),
    };
  });
}

export async function renameStudy(db: Queryable, study: StudyId, name: string): Promise<void> {
  checkText('name of a study', name);
  const { numUpdatedRows } = await db
    .updateTable('studies')
    .set({ study_name: name })
    .where('study_id', '=', study)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw noStudy(study);
}

export async function deleteStudy(transaction: Transaction<Tables>, study: StudyId): Promise<void> {
  const trials = transaction.selectFrom('trials').select('trial_id').where('study_id', '=', study);
  for (const table of tablesOfTrials) await transaction.deleteFrom(table).where('trial_id', 'in', trials).execute();
  for (const table of tablesOfStudies) await transaction.deleteFrom(table).where('study_id', '=', study).execute();
  const { numDeletedRows } = await transaction.deleteFrom('studies').where('study_id', '=', study).executeTakeFirst();
  if (numDeletedRows === 0n) throw noStudy(study);
}

export type AttributeTable = 'study_user_attributes' | 'study_system_attributes';

export async function selectStudyAttributes(db: Queryable, table: AttributeTable, study: StudyId): Promise<Attributes> {
  const rows = await db.selectFrom(table).select(['key', 'value_json']).where('study_id', '=', study).execute();
  return attributesOf(rows);
}

export async function writeStudyAttributes(
  transaction: Transaction<Tables>,
  table: AttributeTable,
  study: StudyId,
  attributes: Readonly<Record<string, JsonValue>>,
): Promise<void> {
  const rows = Object.entries(attributes).map(([key, value]) => {
    checkText('key of an attribute', key);
    return { study_id: study, key, value_json: renderJson(value) };
  });
  if (rows.length === 0) return;
  await transaction
    .insertInto(table)
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['study_id', 'key']).doUpdateSet(({ ref }) => ({ value_json: ref('excluded.value_json') })),
    )
    .execute();
}

export const noStudy = (study: StudyId) => new StorageError(`there is no study with id ${study}: it has been deleted`);

export async function countDirections(db: Queryable, study: StudyId): Promise<number> {
  const { count } = await db
    .selectFrom('study_directions')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('study_id', '=', study)
    .executeTakeFirstOrThrow();
  return Number(count);
}
