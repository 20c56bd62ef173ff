import path from 'node:path';
import { z } from 'zod';
import { UsageError } from '../pipeline/errors.js';
import type { Dataset } from '../pipeline/load/data.js';
import { prepareSamples } from '../pipeline/load/prepare-samples.js';
import { filePath } from './file-path.js';
import { classIndices, idxSource, type LabelledIdx, occurringLabels, readLabelledIdx } from './idx-files.js';
import {
  type ImageOptions,
  imageFields,
  type OrderOptions,
  orderFields,
  parseOptions,
  path as pathField,
  text,
} from './options.js';

export interface IdxOptions extends ImageOptions, OrderOptions {
  /** Shape [n, height, width], [n, height, width, channels] or [n, features]; `.gz` is accepted. */
  readonly images: string | URL;
  /** Shape [n], whole numbers. */
  readonly labels: string | URL;
  /** The test part; without it test samples are cut from `images` too. */
  readonly testImages?: string | URL;
  readonly testLabels?: string | URL;
  /** Names of the labels 0, 1, 2, ...; default: the different labels that occur, in ascending order. */
  readonly classes?: readonly string[];
  /** Default: the name of the images' file. */
  readonly name?: string;
}

const schema = z.strictObject({
  images: pathField,
  labels: pathField,
  testImages: pathField.optional(),
  testLabels: pathField.optional(),
  classes: z.array(text).min(2, 'must name at least two classes').optional(),
  name: text.optional(),
  ...imageFields,
  ...orderFields,
});

/**
 * Any classification data set in IDX files, MNIST's format: EMNIST, KMNIST, one's own.
 * @throws UsageError for a wrong option; `load` throws DatasetError.
 */
export function idx(options: IdxOptions): Dataset {
  const parsed = parseOptions('idx', schema, options);
  const { testImages, testLabels } = parsed;
  if (Boolean(testImages) !== Boolean(testLabels)) {
    throw new UsageError('`idx` needs both `testImages` and `testLabels`, or neither');
  }
  const name = parsed.name ?? path.basename(filePath(parsed.images)).replace(/\.gz$/, '');
  return {
    name,
    options: Object.fromEntries(Object.entries(parsed).map(([key, v]) => [key, v instanceof URL ? String(v) : v])),
    async load() {
      const train = await readLabelledIdx(filePath(parsed.images), filePath(parsed.labels));
      const test = testImages && testLabels && (await readLabelledIdx(filePath(testImages), filePath(testLabels)));
      const classes = parsed.classes ?? occurringLabels(test ? [train, test] : [train]).map(String);
      const codes = parsed.classes ? undefined : new Map(classes.map((label, i) => [Number(label), i]));
      const source = (files: LabelledIdx) => idxSource(files, classIndices(files, classes.length, codes));
      return prepareSamples({ name, classes, part: source(train), ...(test && { testPart: source(test) }) }, parsed);
    },
  };
}
