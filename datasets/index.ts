/** The data sets a study file can name. */

export type { Dataset, LoadedData, Task } from '../pipeline/load/data.js';
export { breastCancer } from './breast-cancer.js';
export { type Cifar10Options, cifar10 } from './cifar10.js';
export { type CsvOptions, csv } from './csv.js';
export { type FashionMnistOptions, fashionMnist } from './fashion-mnist.js';
export { type IdxOptions, idx } from './idx.js';
export { iris } from './iris.js';
export { type MnistOptions, mnist } from './mnist.js';
export type { ImageOptions, OrderOptions, SplitOptions } from './options.js';
export { type DatasetName, datasetName, datasetNames, datasets } from './registry.js';
export { wine } from './wine.js';
