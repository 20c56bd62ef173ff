import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../tables.js';

/** The database or a transaction in it. */
export type Queryable = Kysely<Tables>;

export type Row<Table extends keyof Tables> = Selectable<Tables[Table]>;

/** The row that says that a trial is there; all else about it is in rows of other tables. */
export type TrialHead = Row<'trials'>;

export const headColumns = [
  'trial_id',
  'number',
  'study_id',
  'state',
  'datetime_start',
  'datetime_complete',
] as const satisfies readonly (keyof TrialHead)[];

export type ParameterRow = Pick<Row<'trial_params'>, 'trial_id' | 'param_name' | 'param_value' | 'distribution_json'>;
