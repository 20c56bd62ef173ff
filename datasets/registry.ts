import { UsageError } from '../pipeline/errors.js';
import { breastCancer } from './breast-cancer.js';
import { cifar10 } from './cifar10.js';
import { csv } from './csv.js';
import { fashionMnist } from './fashion-mnist.js';
import { idx } from './idx.js';
import { iris } from './iris.js';
import { mnist } from './mnist.js';
import { wine } from './wine.js';

/** Every data set by the name used in study files, on the command line and in reports. */
export const datasets = {
  mnist,
  'fashion-mnist': fashionMnist,
  cifar10,
  idx,
  csv,
  iris,
  wine,
  'breast-cancer': breastCancer,
} as const;

export type DatasetName = keyof typeof datasets;

export const datasetNames = Object.keys(datasets) as DatasetName[];

/** @throws UsageError listing the data sets there are. */
export function datasetName(name: string): DatasetName {
  const known = datasetNames.find((candidate) => candidate === name);
  if (known) return known;
  throw new UsageError(
    `there is no data set \`${name}\`; the data sets are ${datasetNames.map((n) => `\`${n}\``).join(', ')}`,
  );
}
