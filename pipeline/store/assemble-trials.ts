import type { ParameterValue } from '../study/trial.js';
import { parseDate } from './date-text.js';
import { externalValue, parseDistribution } from './distribution-json.js';
import { floatOf } from './float-columns.js';
import type { Attributes, JsonValue } from './json-value.js';
import { parseJson } from './parse-json.js';
import type { Row, TrialHead } from './queries/rows.js';
import type { Distribution, StoredTrial, TrialId, TrialReport } from './stored-trial.js';
import { isParameterValue, reportPrefix } from './system-attributes.js';

/** Rows about some trials; those of a trial are in the order in which they are to be read. */
export interface TrialRows {
  readonly parameters: readonly Pick<
    Row<'trial_params'>,
    'trial_id' | 'param_name' | 'param_value' | 'distribution_json'
  >[];
  readonly values: readonly Row<'trial_values'>[];
  readonly reports: readonly Row<'trial_intermediate_values'>[];
  readonly userAttributes: readonly Row<'trial_user_attributes'>[];
  readonly systemAttributes: readonly Row<'trial_system_attributes'>[];
}

export const noRows: TrialRows = { parameters: [], values: [], reports: [], userAttributes: [], systemAttributes: [] };

type ParameterRow = TrialRows['parameters'][number];

/** Makes trials of rows. Equal distributions become one object: a study of 100,000 trials has a handful of them. */
export class TrialAssembler {
  readonly #distributions = new Map<string, Distribution>();
  readonly #distributionSets = new Map<string, Readonly<Record<string, Distribution>>>();

  assemble(heads: readonly TrialHead[], rows: TrialRows): readonly StoredTrial[] {
    const parameters = groupByTrial(rows.parameters);
    const values = groupByTrial(rows.values);
    const reports = groupByTrial(rows.reports);
    const userAttributes = groupByTrial(rows.userAttributes);
    const systemAttributes = groupByTrial(rows.systemAttributes);
    return heads.map((head) => {
      const id = head.trial_id;
      return this.assembleOne(head, {
        parameters: parameters.get(id) ?? [],
        values: values.get(id) ?? [],
        reports: reports.get(id) ?? [],
        userAttributes: userAttributes.get(id) ?? [],
        systemAttributes: systemAttributes.get(id) ?? [],
      });
    });
  }

  /** As `assemble`; all `rows` are the trial's own. */
  assembleOne(head: TrialHead, rows: TrialRows): StoredTrial {
    const { values, reports, userAttributes, systemAttributes } = rows;
    return {
      id: head.trial_id,
      number: head.number,
      state: head.state,
      ...this.#parametersOf(rows.parameters),
      values: values.map(({ value, value_type }) => floatOf(value, value_type)),
      reports: reportsOf(reports, systemAttributes),
      userAttributes: attributesOf(userAttributes),
      systemAttributes: attributesOf(systemAttributes.filter(({ key }) => !key.startsWith(reportPrefix))),
      started: head.datetime_start === null ? undefined : parseDate(head.datetime_start),
      finished: head.datetime_complete === null ? undefined : parseDate(head.datetime_complete),
    };
  }

  #parametersOf(rows: readonly ParameterRow[]): Pick<StoredTrial, 'parameters' | 'otherParameters' | 'distributions'> {
    const values = rows.map(({ param_name, param_value, distribution_json }): [string, JsonValue] => [
      param_name,
      externalValue(this.#distribution(distribution_json), param_value) ?? null,
    ]);
    const others = values.filter(([, value]) => !isParameterValue(value));
    const parameters = Object.fromEntries(values.filter(isParameter));
    const otherParameters = others.length > 0 ? Object.fromEntries(others) : nothing;
    return { parameters, otherParameters, distributions: this.#distributionsOf(rows) };
  }

  #distributionsOf(rows: readonly ParameterRow[]): Readonly<Record<string, Distribution>> {
    const key = rows.map(({ param_name, distribution_json }) => `${param_name}\0${distribution_json}`).join('\0');
    let distributions = this.#distributionSets.get(key);
    if (!distributions) {
      distributions = Object.fromEntries(
        rows.map(({ param_name, distribution_json }) => [param_name, this.#distribution(distribution_json)]),
      );
      this.#distributionSets.set(key, distributions);
    }
    return distributions;
  }

  #distribution(json: string): Distribution {
    let distribution = this.#distributions.get(json);
    if (!distribution) {
      distribution = parseDistribution(json);
      this.#distributions.set(json, distribution);
    }
    return distribution;
  }
}

/** Shared by all trials that have none. */
const nothing: Record<string, never> = Object.freeze({});

function groupByTrial<R extends { readonly trial_id: TrialId }>(
  rows: readonly R[],
): ReadonlyMap<TrialId, readonly R[]> {
  const groups = new Map<TrialId, R[]>();
  for (const row of rows) {
    const group = groups.get(row.trial_id);
    if (group) group.push(row);
    else groups.set(row.trial_id, [row]);
  }
  return groups;
}

export function attributesOf(rows: readonly { readonly key: string; readonly value_json: string }[]): Attributes {
  if (rows.length === 0) return nothing;
  return Object.fromEntries(rows.map(({ key, value_json }) => [key, parseJson(value_json)]));
}

function reportsOf(
  rows: TrialRows['reports'],
  systemAttributes: TrialRows['systemAttributes'],
): readonly TrialReport[] {
  const whole = new Map(
    systemAttributes.flatMap(({ key, value_json }) =>
      key.startsWith(reportPrefix) ? [[Number(key.slice(reportPrefix.length)), parseJson(value_json)]] : [],
    ),
  );
  return rows.map(({ step, intermediate_value, intermediate_value_type }) => {
    const first = floatOf(intermediate_value, intermediate_value_type);
    const others = whole.get(step);
    return { step, values: [first, ...(Array.isArray(others) ? others.slice(1).filter(isNumber) : [])] };
  });
}

const isParameter = (entry: [string, JsonValue]): entry is [string, ParameterValue] => isParameterValue(entry[1]);

const isNumber = (value: JsonValue): value is number => typeof value === 'number';
