import { median } from '../../quantile.js';
import { wilcoxonSignedRank } from '../../search/statistics/wilcoxon-signed-rank.js';
import type { Direction } from '../../study/trial.js';
import { columnOf, isNumber, numbersOf, type ReportData } from '../report-data/report-data.js';

/** Two studies side by side. */
export interface Comparison {
  readonly studies: readonly [ReportData, ReportData];
  /** What both pursue, in the order of the first study; empty where they have no objective in common. */
  readonly objectives: readonly ComparedObjective[];
}

export interface ComparedObjective {
  readonly column: string;
  readonly name: string;
  readonly direction: Direction;
  readonly unit: string;
  /** Of each study. */
  readonly sides: readonly [ObjectiveSide, ObjectiveSide];
  /** Absent where no setting was tried in both. */
  readonly paired?: PairedTest;
}

export interface ObjectiveSide {
  /** Complete trials that have a finite value. */
  readonly n: number;
  /** Of its feasible trials; absent where there are none. */
  readonly best?: number;
  readonly median?: number;
}

/** Of the trials that tried the same setting in both studies. */
export interface PairedTest {
  readonly pairs: number;
  /** Of the second study's values less the first's. */
  readonly medianDifference: number;
  /** Of Wilcoxon's signed-rank test, two-sided: how likely differences like these are where there is none. */
  readonly p: number;
}

export function compareStudies(a: ReportData, b: ReportData): Comparison {
  const common = a.objectives.filter(({ name, direction }) =>
    b.objectives.some((other) => other.name === name && other.direction === direction),
  );
  return {
    studies: [a, b],
    objectives: common.map(({ column, name, direction }) => {
      const paired = pairedTest(a, b, column);
      const found = columnOf(a, column);
      return {
        column,
        name,
        direction,
        unit: found?.kind === 'number' ? found.unit : '',
        sides: [sideOf(a, column, direction), sideOf(b, column, direction)],
        ...(paired && { paired }),
      };
    }),
  };
}

function sideOf(data: ReportData, column: string, direction: Direction): ObjectiveSide {
  const values = numbersOf(data, column);
  const measured = data.trials.flatMap((trial, index) => {
    const value = values[index];
    return trial.state === 'COMPLETE' && trial.variant === '' && isNumber(value) ? [{ trial, value }] : [];
  });
  const feasible = measured.filter(({ trial }) => trial.feasible).map(({ value }) => value);
  const better = direction === 'minimize' ? Math.min : Math.max;
  return {
    n: measured.length,
    ...(feasible.length > 0 && { best: feasible.reduce((x, y) => better(x, y)) }),
    ...(measured.length > 0 && { median: median(measured.map(({ value }) => value)) }),
  };
}

function pairedTest(a: ReportData, b: ReportData, column: string): PairedTest | undefined {
  const others = valuesBySetting(b, column);
  const differences = [...valuesBySetting(a, column)].flatMap(([setting, values]) => {
    const found = others.get(setting) ?? [];
    // A setting that was tried several times gives as many pairs as both have trials of it.
    return values.slice(0, found.length).map((value, i) => (found[i] ?? value) - value);
  });
  if (differences.length === 0) return undefined;
  return { pairs: differences.length, medianDifference: median(differences), p: wilcoxonSignedRank(differences) };
}

/** In the order of the trials' numbers. */
function valuesBySetting(data: ReportData, column: string): ReadonlyMap<string, readonly number[]> {
  const values = numbersOf(data, column);
  const parameters = data.columns.filter(({ group }) => group === 'parameter');
  const found = new Map<string, number[]>();
  const order = data.trials
    .map((_, index) => index)
    .sort((x, y) => (data.trials[x]?.number ?? 0) - (data.trials[y]?.number ?? 0));
  for (const index of order) {
    const [trial, value] = [data.trials[index], values[index]];
    if (trial?.state !== 'COMPLETE' || trial.variant !== '' || !isNumber(value)) continue;
    const setting = parameters.flatMap((parameter) => {
      const place = parameter.values[index] ?? null;
      if (place === null) return [];
      return [[parameter.name, parameter.kind === 'text' ? parameter.texts[place] : place]];
    });
    const key = JSON.stringify(setting.sort(([x], [y]) => (String(x) < String(y) ? -1 : 1)));
    found.set(key, [...(found.get(key) ?? []), value]);
  }
  return found;
}
