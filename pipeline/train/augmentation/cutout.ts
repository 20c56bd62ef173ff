import { z } from 'zod';
import { defineImageAugmentation } from './augmentation.js';
import { pixelCount } from './option-schemas.js';

const options = z.strictObject({
  /** Height and width of the square that is taken out. */
  size: pixelCount.default(8),
});

/**
 * Replaces a square by what the network sees as 0 (of bytes the nearest to it). Its centre is any pixel, so that part
 * of it may lie outside; it begins size / 2 pixels, rounded down, before the centre.
 */
export const cutoutAugmentation = defineImageAugmentation(
  {
    name: 'cutout',
    summary: 'takes a square out of images',
    source: 'DeVries and Taylor 2017, Improved Regularization of Convolutional Neural Networks with Cutout, section 3',
    options,
  },
  ({ pixels, at, format: { height, width, channels, neutral } }, random, { size }) => {
    const top = random.below(height) - Math.floor(size / 2);
    const left = random.below(width) - Math.floor(size / 2);
    const [firstColumn, lastColumn] = [Math.max(left, 0), Math.min(left + size, width)];
    for (let y = Math.max(top, 0); y < Math.min(top + size, height); y++) {
      const row = y * width;
      for (let i = (row + firstColumn) * channels; i < (row + lastColumn) * channels; i++) {
        pixels[at + i] = neutral[i % neutral.length] as number;
      }
    }
  },
);

/** For a study file: `augmentation: [cutout({ size: 8 })]`. */
export const cutout = (given: z.input<typeof options> = {}) => ({ name: 'cutout', ...given }) as const;
