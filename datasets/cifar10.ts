import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { DatasetError } from '../pipeline/errors.js';
import type { Dataset } from '../pipeline/load/data.js';
import { parseCifar } from '../pipeline/load/parse-cifar.js';
import { prepareSamples } from '../pipeline/load/prepare-samples.js';
import { readDataFile } from '../pipeline/load/read-data-file.js';
import { filePath } from './file-path.js';
import { type ImageOptions, imageFields, parseOptions, path as pathField } from './options.js';

export interface Cifar10Options extends ImageOptions {
  /** Holds `data_batch_1.bin` ... `data_batch_5.bin` and `test_batch.bin`, or any `train*.bin` and `test*.bin`. */
  readonly folder: string | URL;
}

const schema = z.strictObject({ folder: pathField, ...imageFields });

const classes = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];

const source = 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz';

/**
 * CIFAR-10 (Krizhevsky 2009) in its binary version: photographs, images [32, 32, 3] of bytes, 50,000 to train and 10,000 to
 * test. Validation samples are taken from the training files, a sixth of them by default.
 * @throws UsageError for a wrong option; `load` throws DatasetError.
 */
export function cifar10(options: Cifar10Options): Dataset {
  const parsed = parseOptions('cifar10', schema, options);
  return {
    name: 'cifar10',
    options: { ...parsed, folder: String(parsed.folder) },
    async load() {
      const folder = filePath(parsed.folder);
      const names = (await readdir(folder).catch((cause) => missing(`${folder} cannot be read`, cause))).sort();
      const read = async (pattern: RegExp, what: string) => {
        const files = names.filter((name) => pattern.test(name)).map((name) => path.join(folder, name));
        if (files.length === 0) missing(`${folder} has no ${what}`);
        return parseCifar(await Promise.all(files.map(async (file) => ({ file, bytes: await readDataFile(file) }))));
      };
      const part = await read(/^(data_batch|train).*\.bin$/, 'data_batch_*.bin or train*.bin');
      const testPart = await read(/^test.*\.bin$/, 'test_batch.bin or test*.bin');
      return prepareSamples({ name: 'cifar10', classes, part, testPart }, { ...parsed, shuffle: true });
    },
  };
}

function missing(problem: string, cause?: unknown): never {
  throw new DatasetError(
    `cifar10: ${problem}; unpack the CIFAR-10 binary version (${source}) and set \`folder\` to where its .bin files are`,
    { cause },
  );
}
