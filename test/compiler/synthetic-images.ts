import ndarray from 'ndarray';
import type { LoadedData, Split } from '../../pipeline/load/data.js';
import { randomStream } from '../../pipeline/random/random-stream.js';

/** Seeded noise images of three classes, some pixels equal so that maxima tie. */
export function syntheticImages(inputShape: readonly number[], count: number): LoadedData {
  const random = randomStream('synthetic images', ...inputShape);
  const size = inputShape.reduce((product, dim) => product * dim, 1);
  const x = Float32Array.from({ length: count * size }, () => Math.round(random.normal() * 8) / 8);
  const y = Int32Array.from({ length: count }, (_, i) => i % 3);
  const split: Split = { x: ndarray(x, [count, ...inputShape]), y: ndarray(y, [count]) };
  return {
    name: 'synthetic images',
    task: { kind: 'classification', inputShape, classes: ['a', 'b', 'c'] },
    train: split,
    validation: split,
    test: split,
    inputTransform: { kind: 'identity' },
  };
}
