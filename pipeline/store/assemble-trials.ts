import { ParameterAssembler } from './assemble-parameters.js';
import { parseDate } from './date-text.js';
import { type FloatType, floatOf } from './float-columns.js';
import type { Attributes, JsonValue } from './json-value.js';
import { parseJson } from './parse-json.js';
import type { ParameterRow, Row, TrialHead } from './queries/rows.js';
import type { StoredTrial, TrialId, TrialReport } from './stored-trial.js';
import { reportPrefix } from './system-attributes.js';

/** The type of a finite number is left out: a text for each of a million rows would take a third of the time to read them. */
type ValueRow = Omit<Row<'trial_values'>, 'value_type'> & { readonly value_type: FloatType | null };
type ReportRow = Omit<Row<'trial_intermediate_values'>, 'intermediate_value_type'> & {
  readonly intermediate_value_type: FloatType | null;
};

/** Rows about some trials; those of a trial are in the order in which they are to be read. */
export interface TrialRows {
  readonly parameters: readonly ParameterRow[];
  readonly values: readonly ValueRow[];
  readonly reports: readonly ReportRow[];
  readonly userAttributes: readonly Row<'trial_user_attributes'>[];
  readonly systemAttributes: readonly Row<'trial_system_attributes'>[];
}

export const noRows: TrialRows = { parameters: [], values: [], reports: [], userAttributes: [], systemAttributes: [] };

/** Makes trials of rows. */
export class TrialAssembler {
  readonly #parameters = new ParameterAssembler();

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
      ...this.#parameters.assemble(rows.parameters),
      values: values.map(({ value, value_type }) => floatOf(value, value_type)),
      reports: reportsOf(reports, systemAttributes),
      userAttributes: attributesOf(userAttributes),
      systemAttributes: attributesOf(systemAttributes.filter((row) => !isReport(row))),
      started: head.datetime_start === null ? undefined : parseDate(head.datetime_start),
      finished: head.datetime_complete === null ? undefined : parseDate(head.datetime_complete),
    };
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
  const whole = systemAttributes.filter(isReport);
  const valuesOf = new Map(
    whole.map(({ key, value_json }) => [Number(key.slice(reportPrefix.length)), parseJson(value_json)]),
  );
  return rows.map(({ step, intermediate_value, intermediate_value_type }) => {
    const first = floatOf(intermediate_value, intermediate_value_type);
    const others = whole.length > 0 ? valuesOf.get(step) : undefined;
    return { step, values: [first, ...(Array.isArray(others) ? others.slice(1).filter(isNumber) : [])] };
  });
}

const isReport = ({ key }: { readonly key: string }) => key.startsWith(reportPrefix);

const isNumber = (value: JsonValue): value is number => typeof value === 'number';
