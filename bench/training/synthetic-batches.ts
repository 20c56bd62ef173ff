import { randomStream } from '../../pipeline/random/random-stream.js';
import { classCount, type Network } from './networks.js';

export interface Samples {
  /** [count, ...shape], row-major. */
  readonly x: Float32Array;
  /** Class indices. */
  readonly y: Int32Array;
}

/**
 * Samples that can be learned but not at once: each class has a pattern, constant over cells a quarter of the image
 * high and wide, of standard deviation `patternStrength` under noise of standard deviation 1. 784 features are a 28x28 image.
 */
export function syntheticSamples(
  seed: string,
  { inputShape: shape, patternStrength }: Pick<Network, 'inputShape' | 'patternStrength'>,
  count: number,
): Samples {
  const [height = 1, width = 1, channels = 1] = shape.length === 1 ? [28, 28, 1] : shape;
  const random = randomStream('training bench', seed);
  const patterns = Array.from({ length: classCount }, () =>
    Float32Array.from({ length: 16 * channels }, () => patternStrength * random.normal()),
  );
  const size = height * width * channels;
  const x = new Float32Array(count * size);
  const y = new Int32Array(count);
  for (let i = 0, at = 0; i < count; i++) {
    const label = random.below(classCount);
    const pattern = patterns[label] ?? new Float32Array();
    y[i] = label;
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const cell = Math.floor((4 * row) / height) * 4 + Math.floor((4 * column) / width);
        for (let channel = 0; channel < channels; channel++) {
          x[at++] = random.normal() + (pattern[cell * channels + channel] ?? 0);
        }
      }
    }
  }
  return { x, y };
}
