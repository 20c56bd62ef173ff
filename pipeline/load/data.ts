import type { NdArray } from 'ndarray';

/** What is to be learned. `inputShape` is one sample's, without the batch dimension. */
export type Task = (
  | { readonly kind: 'classification'; readonly inputShape: readonly number[]; readonly classes: readonly string[] }
  | { readonly kind: 'regression'; readonly inputShape: readonly number[]; readonly targets: readonly string[] }
) & {
  /** Rows of the training split: what a study's functions are told, where the data is loaded. */
  readonly samples?: number;
};

/** Raw samples, as a served model would receive them: pixel values 0..255, table cells before scaling. */
export type SampleData = Uint8Array | Float32Array;

/** Class indices (classification, shape [n]) or target values (regression, shape [n, targets]). */
export type TargetData = Int32Array | Float32Array;

export interface Split {
  /** Shape [n, ...inputShape], row-major, over one typed array. */
  readonly x: NdArray<SampleData>;
  readonly y: NdArray<TargetData>;
}

/** A numeric table column: missing cells are NaN in the raw data and become `fill`; then (v - mean) / std. */
export interface NumericColumn {
  readonly kind: 'numeric';
  readonly name: string;
  readonly fill: number;
  readonly mean: number;
  readonly std: number;
}

/** A categorical column: the raw cell is the index into `categories`; missing or unknown ones are -1 and become all zeros. */
export interface CategoricalColumn {
  readonly kind: 'categorical';
  readonly name: string;
  readonly categories: readonly string[];
}

export type Column = NumericColumn | CategoricalColumn;

/**
 * What is done to raw samples before the network sees them. It is data, not code, so that it can run inside the
 * compiled training step and be part of the exported graph. Statistics come from the training rows alone.
 * `standardise`: (x - mean) / std along the last axis, `mean.length` is 1 or the size of that axis.
 * `columns`: one entry per raw column; the network sees the concatenation of scaled numbers and one-hot codes.
 */
export type InputTransform =
  | { readonly kind: 'identity' }
  | { readonly kind: 'standardise'; readonly mean: readonly number[]; readonly std: readonly number[] }
  | { readonly kind: 'columns'; readonly columns: readonly Column[] };

/** For regression: the network learns (y - mean) / std; the exported graph gives y in its own unit. */
export interface TargetTransform {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

export interface LoadedData {
  readonly name: string;
  /** `inputShape` is the raw sample's shape; see `networkInputShape` for what the network sees. */
  readonly task: Task;
  readonly train: Split;
  readonly validation: Split;
  readonly test: Split;
  readonly inputTransform: InputTransform;
  /** Regression only. */
  readonly targetTransform?: TargetTransform;
}

/** A data set as a study file names it: nothing is read until `load`. */
export interface Dataset {
  readonly name: string;
  /** Everything that decides what `load` gives; written to study.json. */
  readonly options: Readonly<Record<string, unknown>>;
  /** @throws DatasetError naming the file, the row and the remedy. */
  load(): Promise<LoadedData>;
}
