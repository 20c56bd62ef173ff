import type { SampleData } from '../load/data.js';
import { type Picture, shrink, toBase64, toBytes, toBytesByRange } from './picture.js';

/** Pixels of the longer side. */
export const pictureSide = 40;

/** Whether samples of this shape can be shown: [height, width, channels], grey or in colours. */
export function isImageShape(shape: readonly number[]): boolean {
  const [height = 0, width = 0, channels = 0] = shape;
  return shape.length === 3 && height > 1 && width > 1 && (channels === 1 || channels === 3);
}

/**
 * A sample of that shape as a picture, not larger than `pictureSide`. Bytes are pixels as they are; real numbers are scaled
 * from the least to the greatest of the sample.
 */
export function samplePicture(x: SampleData, shape: readonly number[]): Picture {
  const [height = 0, width = 0, channels = 0] = shape;
  const small = shrink({ width, height, channels, values: x }, pictureSide);
  const bytes = x instanceof Uint8Array ? toBytes(small.values, 0, 255) : toBytesByRange(small.values);
  return {
    width: small.width,
    height: small.height,
    channels: channels === 3 ? 3 : 1,
    pixels: toBase64(bytes),
  };
}
