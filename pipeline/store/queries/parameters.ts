import type { Transaction } from 'kysely';
import { StorageError } from '../../errors.js';
import { containsValue } from '../../study/parameter-values.js';
import { quoteValue } from '../../study/quote-value.js';
import { describeValues } from '../../study/space-schema.js';
import { checkText } from '../check-text.js';
import { compatibilityKey, internalValue, parseDistribution, renderDistribution } from '../distribution-json.js';
import type { Setting, StudyId, TrialId } from '../stored-trial.js';
import type { Tables } from '../tables.js';
import type { ParameterRow } from './rows.js';
import { lockStudy } from './trials.js';

/** @throws RangeError where a value is not one of its parameter's. */
export function parameterRows(trial: TrialId, { parameters, space }: Setting): readonly ParameterRow[] {
  return Object.entries(parameters).map(([param_name, value]) => {
    checkText('name of a parameter', param_name);
    const parameter = Object.hasOwn(space, param_name) ? space[param_name] : undefined;
    if (!parameter) throw new RangeError(`parameter \`${param_name}\` is not in the space`);
    if (!containsValue(parameter, value)) {
      throw new RangeError(
        `parameter \`${param_name}\` cannot be ${quoteValue(value)}; its values are ${describeValues(parameter)}`,
      );
    }
    return {
      trial_id: trial,
      param_name,
      param_value: internalValue(parameter, value),
      distribution_json: renderDistribution(parameter),
    };
  });
}

export async function insertParameters(transaction: Transaction<Tables>, rows: readonly ParameterRow[]): Promise<void> {
  if (rows.length > 0)
    await transaction
      .insertInto('trial_params')
      .values([...rows])
      .execute();
}

/**
 * What the parameters of studies must stay alike in (`compatibilityKey`), as far as this process has met them: the first
 * trial of a study that has a parameter decides, and is asked for once.
 */
export class ParameterKinds {
  readonly #known = new Map<StudyId, Map<string, string>>();

  /**
   * To be called in the transaction that inserts `rows`.
   * @returns what to do when it is committed.
   * @throws StorageError where a parameter differs from what earlier trials have under its name.
   */
  async check(
    transaction: Transaction<Tables>,
    locksRows: boolean,
    study: StudyId,
    rows: readonly ParameterRow[],
  ): Promise<() => void> {
    const known = this.#known.get(study) ?? new Map<string, string>();
    const found = new Map<string, string>();
    for (const { param_name, distribution_json } of rows) {
      const kind = compatibilityKey(parseDistribution(distribution_json));
      if (found.size === 0 && !known.has(param_name)) await lockStudy(transaction, locksRows, study);
      const before = known.get(param_name) ?? (await selectKind(transaction, study, param_name)) ?? kind;
      if (before !== kind) {
        throw new StorageError(
          `parameter \`${param_name}\` is a ${kind} but was a ${before} in earlier trials of the study; a parameter ` +
            'keeps its kind, its scale and its choices: give the study or the parameter another name',
        );
      }
      found.set(param_name, kind);
    }
    return () => this.#known.set(study, new Map([...known, ...found]));
  }

  forget(study: StudyId): void {
    this.#known.delete(study);
  }
}

async function selectKind(transaction: Transaction<Tables>, study: StudyId, name: string): Promise<string | undefined> {
  const row = await transaction
    .selectFrom('trial_params')
    .innerJoin('trials', 'trials.trial_id', 'trial_params.trial_id')
    .select('distribution_json')
    .where('study_id', '=', study)
    .where('param_name', '=', name)
    .limit(1)
    .executeTakeFirst();
  return row && compatibilityKey(parseDistribution(row.distribution_json));
}
