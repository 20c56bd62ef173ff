import ndarray from 'ndarray';
import type { LoadedData, Split } from '../../pipeline/load/data.js';
import { randomStream } from '../../pipeline/random/random-stream.js';

/** Square images of one channel and ten classes, of noise alone: what a step costs does not depend on what it sees. */
export function noiseImages(size: number, rows: number): LoadedData {
  const random = randomStream('noise images', size);
  const x = Float32Array.from({ length: rows * size * size }, () => random.normal());
  const split: Split = {
    x: ndarray(x, [rows, size, size, 1]),
    y: ndarray(
      Int32Array.from({ length: rows }, (_, i) => i % 10),
      [rows],
    ),
  };
  return {
    name: 'noise images',
    task: { kind: 'classification', inputShape: [size, size, 1], classes: [...'0123456789'] },
    train: split,
    validation: split,
    test: split,
    inputTransform: { kind: 'identity' },
  };
}
