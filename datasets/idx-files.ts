import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { DatasetError } from '../pipeline/errors.js';
import type { SampleData } from '../pipeline/load/data.js';
import { type IdxArray, parseIdx } from '../pipeline/load/parse-idx.js';
import { readDataFile } from '../pipeline/load/read-data-file.js';
import { contiguousSource, type SampleSource } from '../pipeline/load/sample-source.js';

/** Samples and their labels before the labels are turned into class indices. */
export interface LabelledIdx {
  readonly samples: IdxArray & { readonly file: string };
  readonly labels: IdxArray & { readonly file: string };
}

/** @throws DatasetError when a file is damaged, has the wrong number of dimensions, or the two counts differ. */
export async function readLabelledIdx(samplesFile: string, labelsFile: string): Promise<LabelledIdx> {
  const read = async (file: string) => ({ file, ...parseIdx(await readDataFile(file), file) });
  const [samples, labels] = await Promise.all([read(samplesFile), read(labelsFile)]);
  if (samples.shape.length < 2 || labels.shape.length !== 1) {
    throw new DatasetError(
      `expected samples of 2 or more dimensions and labels of 1, but ${samplesFile} has shape [${samples.shape}] and ` +
        `${labelsFile} [${labels.shape}]; check that the two files are not swapped`,
    );
  }
  if (samples.shape[0] !== labels.shape[0]) {
    throw new DatasetError(
      `${samplesFile} holds ${samples.shape[0]} samples, but ${labelsFile} ${labels.shape[0]} labels; give the two files that belong together`,
    );
  }
  return { samples, labels };
}

/** Images without a channel axis get one: [height, width] becomes [height, width, 1]. */
export function idxSource({ samples }: LabelledIdx, labels: Int32Array): SampleSource {
  const shape = samples.shape.slice(1);
  const data: SampleData = samples.data instanceof Int32Array ? Float32Array.from(samples.data) : samples.data;
  return contiguousSource(samples.file, shape.length === 2 ? [...shape, 1] : shape, data, labels);
}

/** The labels as class indices 0 .. classes - 1; `codes` gives the index of each label where they are not the same. */
export function classIndices(
  { labels }: LabelledIdx,
  classes: number,
  codes?: ReadonlyMap<number, number>,
): Int32Array {
  const indices = Float64Array.from(labels.data, (label) => (codes ? (codes.get(label) ?? -1) : label));
  const wrong = indices.findIndex((index) => !Number.isInteger(index) || index < 0 || index >= classes);
  if (wrong < 0) return Int32Array.from(indices);
  throw new DatasetError(
    `${labels.file}: label ${labels.data[wrong]} of sample ${wrong} is not one of the classes 0 to ${classes - 1}; ` +
      'check that this is the file of labels and that every class is named',
  );
}

/** @throws DatasetError when a label is not a whole number, or all are the same. */
export function occurringLabels(parts: readonly LabelledIdx[]): number[] {
  const different = new Set(parts.flatMap(({ labels }) => [...new Set<number>(labels.data)]));
  const sorted = [...different].sort((a, b) => a - b);
  const files = parts.map(({ labels }) => labels.file).join(', ');
  const fraction = sorted.find((label) => !Number.isInteger(label));
  if (fraction !== undefined) {
    throw new DatasetError(
      `${files}: expected whole numbers as labels, got ${fraction}; check that this is the file of labels`,
    );
  }
  if (sorted.length === 1) {
    throw new DatasetError(`${files}: there is only one class, ${sorted[0]}; classification needs two or more`);
  }
  return sorted;
}

/** The four files of MNIST and the data sets published in its form, with or without `.gz`. */
export async function readMnistFolder(
  folder: string,
  dataset: string,
): Promise<{ train: LabelledIdx; test: LabelledIdx }> {
  const names = await readdir(folder).catch((cause) => {
    throw new DatasetError(`${dataset}: ${folder} is not a folder that can be read; check \`folder\``, { cause });
  });
  const find = (stem: string, kind: string) => {
    // `train-images-idx3-ubyte` officially; some mirrors write `train-images.idx3-ubyte`.
    const pattern = new RegExp(`^${stem}[-.]${kind}-ubyte(\\.gz)?$`);
    const name = names.find((candidate) => pattern.test(candidate));
    if (name) return path.join(folder, name);
    throw new DatasetError(
      `${dataset}: ${folder} has no file ${stem}-${kind}-ubyte or ${stem}-${kind}-ubyte.gz; put it there`,
    );
  };
  const read = (part: string) => readLabelledIdx(find(`${part}-images`, 'idx3'), find(`${part}-labels`, 'idx1'));
  const [train, test] = await Promise.all([read('train'), read('t10k')]);
  return { train, test };
}
