import path from 'node:path';
import { z } from 'zod';
import { columnKinds } from '../pipeline/load/column-kind.js';
import type { Dataset } from '../pipeline/load/data.js';
import { prepareTable } from '../pipeline/load/prepare-table.js';
import { readCsv } from '../pipeline/load/read-csv.js';
import { filePath } from './file-path.js';
import {
  type OrderOptions,
  orderFields,
  parseOptions,
  path as pathField,
  type SplitOptions,
  splitFields,
  text,
} from './options.js';

export interface CsvOptions extends SplitOptions, OrderOptions {
  /** UTF-8 with a header row; `.gz` is accepted. A relative path starts at the working directory. */
  readonly file: string | URL;
  /** The column to learn; several for a regression with several outputs. */
  readonly target: string | readonly string[];
  /** Default: classification for text and for up to 20 different whole numbers, otherwise regression. */
  readonly task?: 'classification' | 'regression';
  /** What a column holds, where inferring it is not wanted. */
  readonly types?: Readonly<Record<string, 'numeric' | 'categorical'>>;
  /** Columns that are not used. */
  readonly ignore?: readonly string[];
  /** Cells that mean "no value". Default `''`, `'?'`, `'NA'`. */
  readonly missing?: readonly string[];
  /** Leave out rows without a target. Default false: they are an error. */
  readonly dropMissingTarget?: boolean;
  /** Default `,`. */
  readonly delimiter?: string;
  /** Column names of a file without a header row. */
  readonly header?: readonly string[];
  /** Default: the file's name without extension. */
  readonly name?: string;
}

const names = z.array(text, 'must be a list of column names');

const schema = z.strictObject({
  file: pathField,
  target: z.union([text, names.min(1, 'must name a column')], 'must be a column name or a list of them'),
  task: z.enum(['classification', 'regression'], "must be 'classification' or 'regression'").optional(),
  types: z.record(z.string(), z.enum(columnKinds, "must be 'numeric' or 'categorical'")).default({}),
  ignore: names.default([]),
  missing: z.array(z.string('must be a text'), 'must be a list of texts').default(['', '?', 'NA']),
  dropMissingTarget: z.boolean('must be true or false').default(false),
  delimiter: z.string('must be one character').length(1, 'must be one character').default(','),
  header: names.optional(),
  name: text.optional(),
  ...splitFields,
  ...orderFields,
});

/**
 * A table in a CSV file. Numbers are standardised, missing ones filled with the training median; categories become one-hot
 * codes, missing and unknown ones all zeros. A regression target is standardised for training and given back in its unit.
 * @throws UsageError for a wrong option; `load` throws DatasetError naming the row and column.
 */
export function csv(options: CsvOptions): Dataset {
  const parsed = parseOptions('csv', schema, options);
  const file = filePath(parsed.file);
  const name = parsed.name ?? path.basename(file).replace(/(\.[^.]+)?(\.gz)?$/, '');
  return {
    name,
    options: { ...parsed, file: String(parsed.file) },
    load: async () => prepareTable(await readCsv(file, parsed), name, parsed),
  };
}
