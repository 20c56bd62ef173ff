import { z } from 'zod';
import type { Dataset } from '../pipeline/load/data.js';
import { prepareTable } from '../pipeline/load/prepare-table.js';
import { readCsv } from '../pipeline/load/read-csv.js';
import { parseOptions, type SplitOptions, splitFields } from './options.js';
import { packageData } from './package-data.js';

const schema = z.strictObject(splitFields);

/** A classification table of `datasets/data`, of which no cell is missing. */
export function shippedTable(name: string, target: string, options: SplitOptions): Dataset {
  const parsed = parseOptions(name, schema, options);
  return {
    name,
    options: parsed,
    load: async () =>
      prepareTable(await readCsv(packageData(`${name}.csv`)), name, {
        ...parsed,
        target,
        task: 'classification',
        types: {},
        ignore: [],
        missing: [''],
        dropMissingTarget: false,
        shuffle: true,
      }),
  };
}
