import type { Task } from '../pipeline/load/data.js';
import { blocksFor, dataKindOf, denseUnits } from './families.js';

/**
 * Time to train on one sample once, in seconds on one thread of an AMD EPYC with AVX-512, for the networks of
 * `networkFor`. For images it is a straight line in the multiplications of a forward pass, through what LeNet (2.6
 * million of them, 0.32 ms) takes by `npm run bench:training` and what convNet with 16 and 32 filters takes in relation
 * to each other; the other figures are of the same table. It need not be exact: it divides a time that is given among
 * epochs and filters, and the same on every machine, so that a study stays repeatable.
 */
export function secondsPerSample(task: Task, width: number): number {
  switch (dataKindOf(task)) {
    case 'images':
      return 0.17e-3 + multiplications(task, width) / 16e9;
    case 'sequences':
      return 4e-6 * (task.inputShape[0] ?? 1);
    case 'rows':
      return 0.05e-3;
  }
}

/**
 * Evaluation in terms of training: a sample costs a third, and there is a validation sample for five that are trained
 * on.
 */
const evaluation = 1 / 3;
const validationShare = 1 / 5;

/** Of a range test, unless it ends early. */
const rangeTestUpdates = 200;

export interface TrainingSize {
  readonly samples: number;
  readonly batchSize: number;
  readonly width: number;
}

/**
 * Passes over the samples that a trial has time for, beside its range test and its evaluations; a fraction, or below 0.
 */
export function epochsWithin(seconds: number, task: Task, { samples, batchSize, width }: TrainingSize): number {
  const trained = seconds / secondsPerSample(task, width) - rangeTestUpdates * batchSize;
  // All splits are evaluated at the end, the validation split after every epoch; test is as large as validation.
  const atTheEnd = evaluation * samples * (1 + 2 * validationShare);
  return (trained - atTheEnd) / (samples * (1 + evaluation * validationShare));
}

/** Of a forward pass of `convNet` with 3 x 3 kernels. */
function multiplications(task: Task, filters: number): number {
  const [height = 1, width = 1, channels = 1] = task.inputShape;
  let [h, w, inputs, total] = [height, width, channels, 0];
  for (let block = 0; block < blocksFor(task); block++) {
    const outputs = filters * 2 ** block;
    total += 9 * h * w * inputs * outputs;
    [h, w, inputs] = [Math.floor(h / 2), Math.floor(w / 2), outputs];
  }
  return total + h * w * inputs * denseUnits;
}
