import ndarray from 'ndarray';
import { DatasetError } from '../errors.js';
import type { InputTransform, LoadedData, SampleData, Split } from './data.js';
import type { SampleSource } from './sample-source.js';
import { splitRows } from './split-rows.js';
import { type SplitRequest, splitSizes } from './split-sizes.js';
import { standardisation } from './standardisation.js';

export const normalisations = ['standardise', 'unit', 'none'] as const;

/**
 * `standardise`: zero mean and unit variance per channel over the training samples. `unit`: bytes to [0, 1].
 * `none`: the network sees raw values.
 */
export type Normalisation = (typeof normalisations)[number];

export interface SampleSet {
  readonly name: string;
  readonly classes: readonly string[];
  /** Train and validation come from here, and test too when there is no test part. */
  readonly part: SampleSource;
  readonly testPart?: SampleSource;
}

/**
 * Cuts the splits, stratified by class, and decodes what they ask for.
 * @throws DatasetError when more is asked for than there is, or the parts do not fit together.
 */
export function prepareSamples(
  set: SampleSet,
  options: SplitRequest & { readonly seed: number; readonly shuffle: boolean; readonly normalisation: Normalisation },
): LoadedData {
  const { name, classes, part, testPart } = set;
  if (testPart && (testPart.shape.join() !== part.shape.join() || testPart.element !== part.element)) {
    throw new DatasetError(
      `${name}: samples of ${testPart.from} are ${testPart.element} of shape [${testPart.shape}], those of ${part.from} ` +
        `${part.element} of shape [${part.shape}]; give files of one data set`,
    );
  }
  const sizes = splitSizes(options, { rows: part.labels.length, testRows: testPart?.labels.length }, name);
  const rows = splitRows(rowsOf(part), testPart && rowsOf(testPart), sizes, options);
  const train = decode(part, rows.train);
  return {
    name,
    task: { kind: 'classification', inputShape: part.shape, classes },
    train,
    validation: decode(part, rows.validation),
    test: decode(testPart ?? part, rows.test),
    inputTransform: inputTransform(options.normalisation, train.x.data, part),
  };
}

function rowsOf({ labels }: SampleSource) {
  return { count: labels.length, labels };
}

function decode(source: SampleSource, rows: Uint32Array): Split {
  const width = source.shape.reduce((product, size) => product * size, 1);
  const x = source.element === 'uint8' ? new Uint8Array(rows.length * width) : new Float32Array(rows.length * width);
  const y = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    source.copy(row, x, i * width);
    y[i] = source.labels[row] as number;
  }
  return { x: ndarray<SampleData>(x, [rows.length, ...source.shape]), y: ndarray(y, [rows.length]) };
}

function inputTransform(
  normalisation: Normalisation,
  train: SampleData,
  { from, shape }: SampleSource,
): InputTransform {
  if (normalisation === 'none') return { kind: 'identity' };
  if (normalisation === 'unit') {
    if (train instanceof Uint8Array) return { kind: 'standardise', mean: [0], std: [255] };
    throw new DatasetError(
      `${from}: \`normalisation: 'unit'\` divides bytes by 255, but these samples are real numbers; use 'standardise' or 'none'`,
    );
  }
  const { mean, std } = standardisation(train, shape.at(-1) ?? 1);
  if ([...mean, ...std].every(Number.isFinite)) return { kind: 'standardise', mean, std };
  throw new DatasetError(`${from}: the training samples hold values that are not finite numbers; clean the file`);
}
