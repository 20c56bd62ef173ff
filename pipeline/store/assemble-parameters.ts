import type { ParameterValue } from '../study/trial.js';
import { externalValue, parseDistribution } from './distribution-json.js';
import type { JsonValue } from './json-value.js';
import type { ParameterRow } from './queries/rows.js';
import type { Distribution, StoredTrial } from './stored-trial.js';
import { isParameterValue } from './system-attributes.js';

/** The names of a trial's parameters and what they were drawn from. */
interface ParameterSet {
  readonly rows: readonly ParameterRow[];
  /** By the index of its row. */
  readonly list: readonly Distribution[];
  readonly byName: Readonly<Record<string, Distribution>>;
}

/** Trials of a conditional space have one of several sets, those with ranges of their own each another. */
const mostRecentSets = 16;

const noParameters: Record<string, never> = Object.freeze({});

/**
 * Makes parameters of rows. Nearly all trials have the same set as one shortly before: it is recognised by comparing
 * texts, which is several times faster than to look up, let alone to parse, half a million of them.
 */
export class ParameterAssembler {
  readonly #distributions = new Map<string, Distribution>();
  readonly #recent: ParameterSet[] = [];

  assemble(rows: readonly ParameterRow[]): Pick<StoredTrial, 'parameters' | 'otherParameters' | 'distributions'> {
    const { list, byName } = this.#recent.find((set) => isSame(set.rows, rows)) ?? this.#newSet(rows);
    const values = rows.map(({ param_name, param_value }, index): [string, JsonValue] => {
      const distribution = list[index];
      return [param_name, (distribution && externalValue(distribution, param_value)) ?? null];
    });
    const parameters = Object.fromEntries(values.filter(isParameter));
    const others = values.filter((entry) => !isParameter(entry));
    return {
      parameters,
      otherParameters: others.length > 0 ? Object.fromEntries(others) : noParameters,
      distributions: byName,
    };
  }

  #newSet(rows: readonly ParameterRow[]): ParameterSet {
    const list = rows.map(({ distribution_json }) => this.#distribution(distribution_json));
    const byName = Object.fromEntries(
      rows.map(({ param_name }, index) => [param_name, list[index]]),
    ) as ParameterSet['byName'];
    const set = { rows, list, byName };
    this.#recent.unshift(set);
    this.#recent.length = Math.min(this.#recent.length, mostRecentSets);
    return set;
  }

  /** Equal distributions become one object. */
  #distribution(json: string): Distribution {
    let distribution = this.#distributions.get(json);
    if (!distribution) {
      distribution = parseDistribution(json);
      this.#distributions.set(json, distribution);
    }
    return distribution;
  }
}

const isSame = (a: readonly ParameterRow[], b: readonly ParameterRow[]) =>
  a.length === b.length &&
  a.every(
    ({ param_name, distribution_json }, index) =>
      b[index]?.param_name === param_name && b[index].distribution_json === distribution_json,
  );

const isParameter = (entry: [string, JsonValue]): entry is [string, ParameterValue] => isParameterValue(entry[1]);
