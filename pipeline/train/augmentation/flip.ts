import { z } from 'zod';
import { defineImageAugmentation } from './augmentation.js';

const options = z.strictObject({
  /** How often an image is mirrored. */
  probability: z
    .number({ error: 'must be a number' })
    .min(0, { error: 'must be in [0, 1]' })
    .max(1, { error: 'must be in [0, 1]' })
    .default(0.5),
});

/** Mirrors an image from left to right: x becomes width - 1 - x. */
export const flipAugmentation = defineImageAugmentation(
  {
    name: 'flip',
    summary: 'mirrors images from left to right',
    source: 'Krizhevsky, Sutskever and Hinton 2012, ImageNet Classification, section 4.1',
    options,
  },
  ({ pixels, at, format: { height, width, channels } }, random, { probability }) => {
    if (random.uniform() >= probability) return;
    for (let y = 0; y < height; y++) {
      let left = at + y * width * channels;
      let right = left + (width - 1) * channels;
      for (; left < right; left += channels, right -= channels) {
        for (let c = 0; c < channels; c++) {
          const held = pixels[left + c] as number;
          pixels[left + c] = pixels[right + c] as number;
          pixels[right + c] = held;
        }
      }
    }
  },
);

/** For a study file: `augmentation: [flip()]`. Not for digits and letters. */
export const flip = (given: z.input<typeof options> = {}) => ({ name: 'flip', ...given }) as const;
