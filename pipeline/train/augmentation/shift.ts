import { z } from 'zod';
import type { RandomStream } from '../../random/random-stream.js';
import { defineImageAugmentation } from './augmentation.js';
import { moveImage } from './move-image.js';
import { pixelCount } from './option-schemas.js';

const options = z.strictObject({
  /** The farthest an image is moved, in each direction. */
  pixels: pixelCount.default(2),
});

/**
 * Moves an image by whole pixels, as far down and to the right as two uniform draws from -pixels .. pixels say; what
 * becomes free is 0, the background of digits. PyTorch's RandomCrop with padding of zeros.
 */
export const shiftAugmentation = defineImageAugmentation(
  {
    name: 'shift',
    summary: 'moves images by a few pixels; what becomes free is 0',
    source: 'Simard, Steinkraus and Platt 2003, Best Practices for Convolutional Neural Networks, section 2',
    options,
    problem: ({ height, width }, { pixels }) =>
      pixels < Math.min(height, width) ? undefined : `\`pixels\` must be less than ${Math.min(height, width)}`,
  },
  ({ pixels, at, format }, random, { pixels: farthest }) => {
    const { height, width, channels } = format;
    const { rows, columns } = moveImage(pixels, at, format, {
      down: drawOffset(farthest, random),
      right: drawOffset(farthest, random),
    });
    const rowLength = width * channels;
    pixels.fill(0, at + rows.from * rowLength, at + rows.to * rowLength);
    if (columns.from === columns.to) return;
    for (let y = 0; y < height; y++) {
      const row = at + y * rowLength;
      pixels.fill(0, row + columns.from * channels, row + columns.to * channels);
    }
  },
);

/** Uniform in -farthest .. farthest. */
export const drawOffset = (farthest: number, random: RandomStream): number => random.below(2 * farthest + 1) - farthest;

/** For a study file: `augmentation: [shift({ pixels: 2 })]`. */
export const shift = (given: z.input<typeof options> = {}) => ({ name: 'shift', ...given }) as const;
