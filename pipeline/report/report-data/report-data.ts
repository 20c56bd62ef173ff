import type { Genotype } from '../../../models/cells/genotype.js';
import type { Analysis } from '../../analyze/analysis.js';
import type { ObjectiveImportance } from '../../rank/importance/study-importance.js';
import type { Direction, TrialState } from '../../study/trial.js';
import type { LayerInitialisation } from '../../train/initialisation-check/layer-initialisation.js';

/**
 * All that a report shows of a study, as plain data: pages, pictures and tables are pure functions of it. It goes to a page as
 * JSON (`renderReportJson`). What is said of many trials is kept by column, because 10,000 trials with 20 hyperparameters
 * are then a few megabytes.
 */
export interface ReportData {
  readonly name: string;
  /** The folder or the storage it was read from, without password. */
  readonly place: string;
  /** How far the study is, `finished` or `unfinished` for example. */
  readonly status: string;
  /** What the study is, in words: its sampler, its data set, the machine. */
  readonly facts: readonly Fact[];
  /** The first decides which trial is the best. */
  readonly objectives: readonly ReportObjective[];
  readonly constraints: readonly ReportConstraint[];
  readonly columns: readonly Column[];
  /** Best first; the values of every column are in this order. */
  readonly trials: readonly ReportTrial[];
  readonly curves: CurveTable;
  readonly importance: readonly ObjectiveImportance[];
  /** By trial number, of those that were looked at before training. */
  readonly initialisation: Readonly<Record<number, readonly LayerInitialisation[]>>;
  /** What methods have left that only some studies use, see `reportTables`. */
  readonly tables: readonly ReportTable[];
  /** The cells that an architecture search has found; absent where there was none. */
  readonly genotype?: Genotype;
  /** What the best network does with the validation data; absent where that was not looked at. */
  readonly analysis?: Analysis;
  /** Files beside the page, by relative link. */
  readonly files: readonly ReportFile[];
}

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface ReportObjective {
  /** Key of its column. */
  readonly column: string;
  readonly name: string;
  readonly direction: Direction;
}

/** A bound on a column. */
export interface ReportConstraint {
  readonly column: string;
  readonly name: string;
  readonly bound: 'atMost' | 'atLeast';
  readonly value: number;
  readonly soft: boolean;
}

export type ColumnGroup = 'parameter' | 'metric' | 'constraint' | 'attribute';

interface AnyColumn {
  /** Unique: the group and the name. */
  readonly key: string;
  readonly name: string;
  readonly group: ColumnGroup;
}

/** One number for each trial; null where it has none. NaN and infinities are values like others. */
export interface NumberColumn extends AnyColumn {
  readonly kind: 'number';
  /** Empty, or what `formatValue` knows. */
  readonly unit: string;
  readonly scale: 'linear' | 'log';
  /** What a hyperparameter was searched between. */
  readonly range?: readonly [low: number, high: number];
  readonly values: readonly (number | null)[];
  /** 95 % intervals of measured values; null where there is none. Absent where no value has one. */
  readonly intervals?: readonly (ValueInterval | null)[];
}

export type ValueInterval = readonly [low: number, high: number];

/** One of a few texts for each trial, by its place in `texts`; null where it has none. */
export interface TextColumn extends AnyColumn {
  readonly kind: 'text';
  /** In their own order where they have one. */
  readonly texts: readonly string[];
  readonly values: readonly (number | null)[];
}

export type Column = NumberColumn | TextColumn;

export interface ReportTrial {
  readonly number: number;
  /** Of a row that is a quantized variant of a trial's network: which; empty of a trial itself. */
  readonly variant: string;
  readonly state: TrialState;
  /** Why it failed or was pruned, or which constraints it breaks; empty where there is nothing to say. */
  readonly reason: string;
  /** Complete, and every hard constraint is shown to hold. */
  readonly feasible: boolean;
  /** Front of the non-dominated sort, from 1; null for a trial that lacks an objective. */
  readonly front: number | null;
  /** Milliseconds since 1970; null where nobody has noted it. */
  readonly started: number | null;
  readonly finished: number | null;
  /** Verdict on its learning curves and what to do about it; empty where there is none. */
  readonly diagnosis: string;
  readonly advice: string;
  /** Relative link to its exported network; empty where there is none. */
  readonly model: string;
}

export interface CurveTable {
  /** What was reported step by step, `validation accuracy` for example; the first is shown first. */
  readonly series: readonly string[];
  /** `epoch` or `step`. */
  readonly step: string;
  readonly byTrial: Readonly<Record<number, Curve>>;
  /** Numbers of the trials whose curves were left out because there are too many, the best first. */
  readonly omitted: readonly number[];
}

export interface Curve {
  readonly steps: readonly number[];
  /** For each series one value a step. */
  readonly values: readonly (readonly number[])[];
}

/**
 * Of what the worth of values is, a learning-rate range test, the search of an effective learning rate and that of an
 * architecture; each is a CSV file beside the page.
 */
export const reportTables = ['worth-table', 'learning-rate-range', 'effective-learning-rate', 'architecture'] as const;

export type ReportTableName = (typeof reportTables)[number];

export interface ReportTable {
  readonly name: ReportTableName;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | boolean)[])[];
}

export interface ReportFile {
  readonly label: string;
  readonly href: string;
}

/** The table of that name; undefined where the study has none, or one without rows. */
export const tableOf = ({ tables }: ReportData, name: ReportTableName): ReportTable | undefined =>
  tables.find((table) => table.name === name && table.rows.length > 0);

/** `trial 3`, or `trial 3, int8-static` of a variant. */
export const trialLabel = ({ number, variant }: ReportTrial): string =>
  variant === '' ? `trial ${number}` : `trial ${number}, ${variant}`;

/** The column of that key. */
export function columnOf(data: ReportData, key: string): Column | undefined {
  return data.columns.find((column) => column.key === key);
}

/** The numbers of a column by trial; null for texts, and where there is none. */
export function numbersOf(data: ReportData, key: string): readonly (number | null)[] {
  const column = columnOf(data, key);
  return column?.kind === 'number' ? column.values : data.trials.map(() => null);
}

export const isNumber = (value: number | null | undefined): value is number =>
  typeof value === 'number' && Number.isFinite(value);
