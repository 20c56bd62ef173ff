import { type RawBuilder, sql, type Transaction } from 'kysely';
import { StorageError, TrialFinishedError } from '../../errors.js';
import { isFinished } from '../../study/is-finished.js';
import { checkText } from '../check-text.js';
import { renderDate } from '../date-text.js';
import { floatColumns } from '../float-columns.js';
import type { JsonValue } from '../json-value.js';
import { renderJson } from '../render-json.js';
import type { StudyId, TrialId, TrialReport } from '../stored-trial.js';
import { reportAttribute } from '../system-attributes.js';
import type { Tables } from '../tables.js';
import { headColumns, type Queryable, type Row, type TrialHead } from './rows.js';
import { noStudy } from './studies.js';

/**
 * A transaction that adds trials, or something that all trials of a study must agree on, locks the study. Trials so become
 * visible in the order of their ids, on which `TrialCache` and Optuna's own cache rely.
 */
export async function lockStudy(transaction: Transaction<Tables>, locksRows: boolean, study: StudyId): Promise<void> {
  const row = await transaction
    .selectFrom('studies')
    .select('study_id')
    .where('study_id', '=', study)
    .$if(locksRows, (query) => query.forUpdate())
    .executeTakeFirst();
  if (!row) throw noStudy(study);
}

/** Adds a trial to a study that is locked. */
export async function insertTrial(
  transaction: Transaction<Tables>,
  study: StudyId,
  state: 'RUNNING' | 'WAITING',
): Promise<TrialHead> {
  return transaction
    .insertInto('trials')
    .values({
      study_id: study,
      number: await nextNumber(transaction, study),
      state,
      datetime_start: state === 'RUNNING' ? renderDate(new Date()) : null,
    })
    .returning(headColumns)
    .executeTakeFirstOrThrow();
}

/** The number of the trial that is added next; of a locked study nobody else adds one. */
export async function nextNumber(db: Queryable, study: StudyId): Promise<number> {
  const last = await selectLastTrial(db, study);
  return last === undefined ? 0 : last.number + 1;
}

/** The first WAITING trial with this id or a larger one; with `locking` one that no other transaction is about to take. */
export async function selectWaitingTrial(
  db: Queryable,
  study: StudyId,
  from: TrialId,
  { locking }: { readonly locking: boolean },
): Promise<TrialId | undefined> {
  const row = await db
    .selectFrom('trials')
    .select('trial_id')
    .where('study_id', '=', study)
    .where('trial_id', '>=', from)
    .where('state', '=', 'WAITING')
    .orderBy('trial_id')
    .limit(1)
    .$if(locking, (query) => query.forUpdate().skipLocked())
    .executeTakeFirst();
  return row?.trial_id;
}

/** The newest trial of a study. */
export async function selectLastTrial(
  db: Queryable,
  study: StudyId,
): Promise<Pick<TrialHead, 'trial_id' | 'number'> | undefined> {
  return db
    .selectFrom('trials')
    .select(['trial_id', 'number'])
    .where('study_id', '=', study)
    .orderBy('trial_id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export async function startTrial(transaction: Transaction<Tables>, trial: TrialId): Promise<void> {
  await transaction
    .updateTable('trials')
    .set({ state: 'RUNNING', datetime_start: renderDate(new Date()) })
    .where('trial_id', '=', trial)
    .execute();
}

/** The trial, which nobody else changes until the transaction ends. */
export async function lockTrial(
  transaction: Transaction<Tables>,
  locksRows: boolean,
  trial: TrialId,
): Promise<TrialHead> {
  const head = await transaction
    .selectFrom('trials')
    .select(headColumns)
    .where('trial_id', '=', trial)
    .$if(locksRows, (query) => query.forUpdate())
    .executeTakeFirst();
  if (!head) throw noTrial(trial);
  return head;
}

/** As `lockTrial`. @throws TrialFinishedError where it has ended */
export async function lockUnfinishedTrial(
  transaction: Transaction<Tables>,
  locksRows: boolean,
  trial: TrialId,
): Promise<TrialHead> {
  const head = await lockTrial(transaction, locksRows, trial);
  if (isFinished(head)) {
    throw new TrialFinishedError(`trial ${head.number} has ended as ${head.state} and cannot be changed`);
  }
  return head;
}

export const noTrial = (trial: TrialId) => new StorageError(`there is no trial with id ${trial}: it has been deleted`);

/** Sets the end of a trial that is locked; its values and attributes are written in the same transaction. */
export async function endTrial(
  transaction: Transaction<Tables>,
  trial: TrialId,
  state: 'COMPLETE' | 'PRUNED' | 'FAIL',
  values: readonly number[],
): Promise<void> {
  const now = renderDate(new Date());
  await transaction
    .updateTable('trials')
    // One that never ran, called off in the queue, has a start as Optuna demands of all but waiting trials.
    .set(({ fn, val }) => ({ state, datetime_start: fn.coalesce('datetime_start', val(now)), datetime_complete: now }))
    .where('trial_id', '=', trial)
    .execute();
  if (values.length > 0) {
    const rows = values.map((value, objective) => {
      const { number, type } = floatColumns(value);
      return { trial_id: trial, objective, value: number, value_type: type };
    });
    await transaction.insertInto('trial_values').values(rows).execute();
  }
  // Optuna asks for heartbeats of running trials only; without those of others the search for stale ones stays fast.
  await transaction.deleteFrom('trial_heartbeats').where('trial_id', '=', trial).execute();
}

export async function selectLastReport(
  db: Queryable,
  trial: TrialId,
): Promise<Row<'trial_intermediate_values'> | undefined> {
  return db
    .selectFrom('trial_intermediate_values')
    .selectAll()
    .where('trial_id', '=', trial)
    .orderBy('step', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Optuna's table holds the first value; more than one are an attribute beside it. */
export async function writeReport(
  transaction: Transaction<Tables>,
  trial: TrialId,
  { step, values }: TrialReport,
): Promise<void> {
  const { number, type } = floatColumns(values[0]);
  await transaction
    .insertInto('trial_intermediate_values')
    .values({ trial_id: trial, step, intermediate_value: number, intermediate_value_type: type })
    .onConflict((conflict) =>
      conflict.columns(['trial_id', 'step']).doUpdateSet({ intermediate_value: number, intermediate_value_type: type }),
    )
    .execute();
  const key = reportAttribute(step);
  if (values.length > 1) await writeTrialAttributes(transaction, 'trial_system_attributes', trial, { [key]: values });
  else {
    // Of an earlier report of this step.
    await transaction
      .deleteFrom('trial_system_attributes')
      .where('trial_id', '=', trial)
      .where('key', '=', key)
      .execute();
  }
}

export type AttributeTable = 'trial_user_attributes' | 'trial_system_attributes';

export async function writeTrialAttributes(
  transaction: Transaction<Tables>,
  table: AttributeTable,
  trial: TrialId,
  attributes: Readonly<Record<string, JsonValue>>,
): Promise<readonly Row<AttributeTable>[]> {
  const rows = Object.entries(attributes).map(([key, value]) => {
    checkText('key of an attribute', key);
    return { trial_id: trial, key, value_json: renderJson(value) };
  });
  if (rows.length > 0) {
    await transaction
      .insertInto(table)
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['trial_id', 'key']).doUpdateSet(({ ref }) => ({ value_json: ref('excluded.value_json') })),
      )
      .execute();
  }
  return rows;
}

export async function writeHeartbeat(db: Queryable, trial: TrialId): Promise<void> {
  await db
    .insertInto('trial_heartbeats')
    .values({ trial_id: trial, heartbeat: sql`current_timestamp` })
    .onConflict((conflict) => conflict.column('trial_id').doUpdateSet({ heartbeat: sql`current_timestamp` }))
    .execute();
}

/** Running trials of a study whose last heartbeat is older than `since`; to be failed, or only to be looked at. */
export async function selectStaleTrials(
  db: Queryable,
  study: StudyId,
  since: RawBuilder<string>,
  { locking }: { readonly locking: boolean },
): Promise<readonly TrialHead[]> {
  const stale = db.selectFrom('trial_heartbeats').select('trial_id').where('heartbeat', '<', since);
  return db
    .selectFrom('trials')
    .select(headColumns)
    .where('trial_id', 'in', stale)
    .where('study_id', '=', study)
    .where('state', '=', 'RUNNING')
    .orderBy('trial_id')
    .$if(locking, (query) => query.forUpdate().skipLocked())
    .execute();
}
