import * as tf from '@tensorflow/tfjs-core';
import { openEngine } from '../../compiler/open-engine.js';
import type { LoadedData, Split } from '../../load/data.js';
import { gatherBatch } from '../../load/gather-batch.js';
import { networkInputShape } from '../../load/network-input-shape.js';
import { randomStream } from '../../random/random-stream.js';
import { loadStudyFile } from '../../study/load-study-file.js';
import { applyInputTransform } from '../../train/apply-input-transform.js';
import type { Samples } from './samples.js';

/** Samples of a study's data set as its exported models take them. */
export async function studySamples(studyFile: string, most: number): Promise<Samples> {
  // Before the study file: what that creates in tfjs must belong to an engine.
  await (await openEngine('cpu')).activate();
  const study = await loadStudyFile(studyFile);
  const data = await study.dataset.load();
  const drawn = trainingSamples(data, most, study.seed);
  return study.export.normalisation === 'included' ? drawn : normalised(data, drawn);
}

/**
 * Raw samples drawn from the training split, without repetition. Not from the others: a range is fitted, and what is fitted
 * on the data it is judged by is judged too well.
 */
export function trainingSamples(data: LoadedData, most: number, seed: number): Samples {
  const { train } = data;
  const available = train.x.shape[0] ?? 0;
  const count = Math.min(most, available);
  const order = Uint32Array.from({ length: available }, (_, i) => i);
  const random = randomStream(seed, 'calibration');
  for (let i = 0; i < count; i++) {
    const j = i + random.below(available - i);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  const [x, y] = [emptyRows(train.x, count), emptyRows(train.y, count)];
  gatherBatch(train, order, 0, count, x, y);
  return { x, shape: data.task.inputShape };
}

/** The input transform applied, for files that do not have it within. */
export function normalised(data: LoadedData, { x, shape }: Samples): Samples {
  const count = x.length / shape.reduce((product, size) => product * size, 1);
  const seen = tf.tidy(() =>
    applyInputTransform(tf.tensor(Float32Array.from(x), [count, ...shape]), data.inputTransform).dataSync(),
  );
  return { x: Float32Array.from(seen), shape: networkInputShape(data) };
}

function emptyRows<D extends Split['x'] | Split['y']>({ data, shape }: D, count: number): D['data'] {
  const size = shape.slice(1).reduce((product, dim) => product * dim, count);
  if (data instanceof Uint8Array) return new Uint8Array(size);
  return data instanceof Int32Array ? new Int32Array(size) : new Float32Array(size);
}
