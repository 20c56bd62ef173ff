import ndarray from 'ndarray';
import { DatasetError } from '../errors.js';
import { type ColumnKind, columnKind } from './column-kind.js';
import type { Column, LoadedData, SampleData, Split, TargetData, TargetTransform, Task } from './data.js';
import { categoryCodes, fitCategoricalColumn, fitNumericColumn, numericCells } from './encode-column.js';
import { networkInputShape } from './network-input-shape.js';
import type { CsvTable } from './read-csv.js';
import { splitRows } from './split-rows.js';
import { type SplitRequest, splitSizes } from './split-sizes.js';
import { standardisation } from './standardisation.js';
import { columnIndex, readTargets, type Targets, type TaskKind } from './target-column.js';

export interface TableOptions extends SplitRequest {
  /** One column; several for a regression with several outputs. */
  readonly target: string | readonly string[];
  readonly task?: TaskKind;
  readonly types: Readonly<Record<string, ColumnKind>>;
  readonly ignore: readonly string[];
  readonly missing: readonly string[];
  readonly dropMissingTarget: boolean;
  readonly seed: number;
  readonly shuffle: boolean;
}

/**
 * Types, encodes and splits a table. Classification is split stratified by class. Everything fitted (fill values,
 * means, deviations, categories) comes from the training rows alone.
 * @throws DatasetError naming the column, the row and the remedy.
 */
export function prepareTable(table: CsvTable, name: string, options: TableOptions): LoadedData {
  const missing = new Set(options.missing);
  const inputs = inputColumns(table, options);
  const targets = readTargets(table, { ...options, missing });
  const rows = splitTable(targets, name, options);
  const encoded = inputs.map((index) => encode(table, index, missing, options.types, rows.train));
  const columns = encoded.map(({ column }) => column);
  const task: Task =
    targets.kind === 'classification'
      ? { kind: 'classification', inputShape: [columns.length], classes: targets.classes }
      : { kind: 'regression', inputShape: [columns.length], targets: targets.targets };
  const inputTransform = { kind: 'columns', columns } as const;
  if (networkInputShape({ task, inputTransform })[0] === 0) {
    throw new DatasetError(`${table.file}: no input column has a value in any training row; name other columns`);
  }
  const cells = encoded.map((column) => column.cells);
  const split = (picked: PickedRows): Split => ({
    x: inputArray(cells, picked.table),
    y: targetArray(targets, picked),
  });
  const train = split(rows.picked.train);
  return {
    name,
    task,
    train,
    validation: split(rows.picked.validation),
    test: split(rows.picked.test),
    inputTransform,
    ...(targets.kind === 'regression' && { targetTransform: targetTransform(train, targets.targets.length) }),
  };
}

/** Every column that is neither a target nor ignored. */
function inputColumns(table: CsvTable, options: TableOptions): number[] {
  const targets = new Set([options.target].flat());
  const ignored = new Set(options.ignore);
  for (const name of ignored) {
    columnIndex(table, name, '`ignore`');
    if (targets.has(name))
      throw new DatasetError(`${table.file}: \`ignore\` names the target \`${name}\`; take it out`);
  }
  for (const name of Object.keys(options.types)) columnIndex(table, name, '`types`');
  // Before anything else is said about the file: most other messages make no sense with the wrong target.
  for (const name of targets) columnIndex(table, name, '`target`');
  const inputs = [...table.header.keys()].filter((i) => {
    const name = table.header[i] ?? '';
    return !targets.has(name) && !ignored.has(name);
  });
  if (inputs.length > 0) return inputs;
  throw new DatasetError(
    `${table.file}: there is no column to learn from beside the target; add or stop ignoring some`,
  );
}

/** Rows of a split: as indices into the table and into the targets (which leave out rows without one). */
interface PickedRows {
  readonly table: Uint32Array;
  readonly targets: Uint32Array;
}

function splitTable(targets: Targets, name: string, options: TableOptions) {
  const count = targets.rows.length;
  const sizes = splitSizes(options, { rows: count }, name);
  const labels = targets.kind === 'classification' ? { labels: targets.labels } : {};
  const split = splitRows({ count, ...labels }, undefined, sizes, options);
  const pick = (chosen: Uint32Array): PickedRows => ({
    table: chosen.map((i) => targets.rows[i] as number),
    targets: chosen,
  });
  const picked = { train: pick(split.train), validation: pick(split.validation), test: pick(split.test) };
  return { picked, train: picked.train.table };
}

function encode(
  table: CsvTable,
  index: number,
  missing: ReadonlySet<string>,
  types: Readonly<Record<string, ColumnKind>>,
  trainRows: Uint32Array,
): { column: Column; cells: Float32Array } {
  const name = table.header[index] ?? '';
  if (columnKind(table, index, missing, types[name]) === 'numeric') {
    const cells = numericCells(table, index, missing);
    return { column: fitNumericColumn(name, cells, trainRows), cells };
  }
  const column = fitCategoricalColumn(table, index, missing, trainRows);
  return { column, cells: categoryCodes(table, index, column) };
}

function inputArray(columns: readonly Float32Array[], rows: Uint32Array) {
  const width = columns.length;
  const data = new Float32Array(rows.length * width);
  for (const [c, cells] of columns.entries()) {
    for (let i = 0; i < rows.length; i++) data[i * width + c] = cells[rows[i] as number] as number;
  }
  return ndarray<SampleData>(data, [rows.length, width]);
}

function targetArray(targets: Targets, { targets: rows }: PickedRows) {
  if (targets.kind === 'classification') {
    const labels = Int32Array.from(rows, (r) => targets.labels[r] as number);
    return ndarray<TargetData>(labels, [rows.length]);
  }
  const width = targets.targets.length;
  const values = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] as number) * width;
    values.set(targets.values.subarray(from, from + width), i * width);
  }
  return ndarray<TargetData>(values, [rows.length, width]);
}

function targetTransform(train: Split, width: number): TargetTransform {
  return standardisation(Float32Array.from(train.y.data), width);
}
