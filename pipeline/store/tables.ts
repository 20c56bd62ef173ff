import type { Generated } from 'kysely';
import type { TrialState } from '../study/trial.js';
import type { FloatType } from './float-columns.js';
import type { StudyId, TrialId } from './stored-trial.js';

/** Optuna's tables (schema v3.2.0.a, unchanged in Optuna 3.2 to 5), as the queries see them. Dates are texts, see `date-text.ts`. */
export interface Tables {
  alembic_version: { version_num: string };
  version_info: { version_info_id: number; schema_version: number; library_version: string };
  studies: { study_id: Generated<StudyId>; study_name: string };
  study_directions: { study_id: StudyId; objective: number; direction: 'NOT_SET' | 'MINIMIZE' | 'MAXIMIZE' };
  study_user_attributes: StudyAttribute;
  study_system_attributes: StudyAttribute;
  trials: {
    trial_id: Generated<TrialId>;
    number: number;
    study_id: StudyId;
    state: TrialState;
    datetime_start: string | null;
    datetime_complete: string | null;
  };
  trial_user_attributes: TrialAttribute;
  trial_system_attributes: TrialAttribute;
  trial_params: {
    param_id: Generated<number>;
    trial_id: TrialId;
    param_name: string;
    param_value: number;
    distribution_json: string;
  };
  trial_values: { trial_id: TrialId; objective: number; value: number | null; value_type: FloatType };
  trial_intermediate_values: {
    trial_id: TrialId;
    step: number;
    intermediate_value: number | null;
    intermediate_value_type: FloatType;
  };
  /** By the clock of the database: written and compared in SQL only. */
  trial_heartbeats: { trial_id: TrialId; heartbeat: string };
}

interface StudyAttribute {
  study_id: StudyId;
  key: string;
  value_json: string;
}

interface TrialAttribute {
  trial_id: TrialId;
  key: string;
  value_json: string;
}

/** What `version_info` and `alembic_version` must hold for Optuna to accept the tables. */
export const schemaVersion = { alembic: 'v3.2.0.a', versionInfo: 12 } as const;

/** Revisions before it, oldest first; `optuna storage upgrade` makes the current one of them. */
export const olderRevisions: readonly string[] = [
  'v0.9.0.a',
  'v1.2.0.a',
  'v1.3.0.a',
  'v2.4.0.a',
  'v2.6.0.a',
  'v3.0.0.a',
  'v3.0.0.b',
  'v3.0.0.c',
  'v3.0.0.d',
];

/** The Optuna release whose way of writing is followed (dates in UTC); Optuna shows it in error messages only. */
export const libraryVersion = '5.0.0';

/** Tables whose rows belong to a trial, and to a study. Nothing cascades: they are deleted before what they belong to. */
export const tablesOfTrials = [
  'trial_heartbeats',
  'trial_intermediate_values',
  'trial_values',
  'trial_params',
  'trial_system_attributes',
  'trial_user_attributes',
] as const satisfies readonly (keyof Tables)[];
export const tablesOfStudies = [
  'trials',
  'study_system_attributes',
  'study_user_attributes',
  'study_directions',
] as const satisfies readonly (keyof Tables)[];

export const tableNames = [
  ...tablesOfTrials,
  ...tablesOfStudies,
  'studies',
  'version_info',
  'alembic_version',
] as const satisfies readonly (keyof Tables)[];
