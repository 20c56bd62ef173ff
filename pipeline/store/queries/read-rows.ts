import { noRows, type TrialRows } from '../assemble-trials.js';
import type { TrialId } from '../stored-trial.js';
import type { Queryable } from './rows.js';

/** Rows about trials but their heads, their values and what they reported. */
export async function selectOutlineRows(db: Queryable, ids: readonly TrialId[]): Promise<TrialRows> {
  if (ids.length === 0) return noRows;
  const parameters = await db
    .selectFrom('trial_params')
    .select(['trial_id', 'param_name', 'param_value', 'distribution_json'])
    .where('trial_id', 'in', ids)
    .orderBy('param_id')
    .execute();
  const userAttributes = await db
    .selectFrom('trial_user_attributes')
    .select(['trial_id', 'key', 'value_json'])
    .where('trial_id', 'in', ids)
    .execute();
  const systemAttributes = await db
    .selectFrom('trial_system_attributes')
    .select(['trial_id', 'key', 'value_json'])
    .where('trial_id', 'in', ids)
    .execute();
  return { ...noRows, parameters, userAttributes, systemAttributes };
}

/** All about the trials given but their heads. At most some thousand ids, see `inChunks`. */
export async function selectRows(db: Queryable, ids: readonly TrialId[]): Promise<TrialRows> {
  if (ids.length === 0) return noRows;
  const outline = await selectOutlineRows(db, ids);
  const values = await db
    .selectFrom('trial_values')
    .select((eb) => [
      'trial_id',
      'objective',
      'value',
      eb.case().when('value', 'is', null).then(eb.ref('value_type')).end().as('value_type'),
    ])
    .where('trial_id', 'in', ids)
    .orderBy('trial_id')
    .orderBy('objective')
    .execute();
  const reports = await db
    .selectFrom('trial_intermediate_values')
    .select((eb) => [
      'trial_id',
      'step',
      'intermediate_value',
      eb
        .case()
        .when('intermediate_value', 'is', null)
        .then(eb.ref('intermediate_value_type'))
        .end()
        .as('intermediate_value_type'),
    ])
    .where('trial_id', 'in', ids)
    .orderBy('trial_id')
    .orderBy('step')
    .execute();
  return { ...outline, values, reports };
}
