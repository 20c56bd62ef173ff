import { z } from 'zod';
import type { SampleData } from '../../load/data.js';
import { defineImageAugmentation, type ImageFormat } from './augmentation.js';
import { type Blank, moveImage } from './move-image.js';
import { pixelCount } from './option-schemas.js';
import { drawOffset } from './shift.js';

const options = z.strictObject({
  /** How many rows and columns are added on every side before the image's size is cut out again. */
  padding: pixelCount.default(4),
});

const largestPadding = (height: number, width: number) => Math.floor((Math.min(height, width) - 1) / 2);

/**
 * Cuts an image of the same size out of one that is padded on all sides by its mirror image about the border pixels
 * (PyTorch's RandomCrop with padding_mode "reflect"), at a uniformly drawn place. He et al. pad with zeros, which is
 * `shift`.
 */
export const cropAugmentation = defineImageAugmentation(
  {
    name: 'crop',
    summary: 'cuts images out of themselves with mirrored borders',
    source: 'He et al. 2016, Deep Residual Learning, section 4.2, with mirrored borders',
    options,
    problem: ({ height, width }, { padding }) =>
      padding <= largestPadding(height, width)
        ? undefined
        : `\`padding\` must be at most ${largestPadding(height, width)}`,
  },
  ({ pixels, at, format }, random, { padding }) => {
    const { rows, columns } = moveImage(pixels, at, format, {
      down: drawOffset(padding, random),
      right: drawOffset(padding, random),
    });
    mirrorColumns(pixels, at, format, columns);
    mirrorRows(pixels, at, format, rows);
  },
);

/** Twice the place that blank rows or columns are mirrored about, which is the last that is not blank. */
const mirrorOf = ({ from, to }: Blank): number => (from === 0 ? 2 * to : 2 * (from - 1));

/** Rows that are blank are mirrored too, from numbers that mean nothing, and replaced after. */
function mirrorColumns(pixels: SampleData, at: number, { height, width, channels }: ImageFormat, blank: Blank): void {
  const mirror = mirrorOf(blank);
  for (let x = blank.from; x < blank.to; x++) {
    for (let y = 0; y < height; y++) {
      const to = at + (y * width + x) * channels;
      const from = at + (y * width + mirror - x) * channels;
      for (let c = 0; c < channels; c++) pixels[to + c] = pixels[from + c] as number;
    }
  }
}

function mirrorRows(pixels: SampleData, at: number, { width, channels }: ImageFormat, blank: Blank): void {
  const mirror = mirrorOf(blank);
  const rowLength = width * channels;
  for (let y = blank.from; y < blank.to; y++) {
    const from = at + (mirror - y) * rowLength;
    pixels.copyWithin(at + y * rowLength, from, from + rowLength);
  }
}

/** For a study file: `augmentation: [crop({ padding: 4 })]`. */
export const crop = (given: z.input<typeof options> = {}) => ({ name: 'crop', ...given }) as const;
