import type { SampleData } from '../../load/data.js';
import type { ImageFormat } from './augmentation.js';

/** Of rows or columns: those that nothing was moved to, from .. to - 1. */
export interface Blank {
  readonly from: number;
  readonly to: number;
}

/**
 * Moves an image `down` and `right` in place (negative: up, left): the pixel (y, x) becomes what (y - down, x - right)
 * was. What lies in blank rows and columns afterwards means nothing. Moving as one block of memory is right for all the
 * others, because a pixel's place is y * width + x.
 */
export function moveImage(
  pixels: SampleData,
  at: number,
  { height, width, channels }: ImageFormat,
  { down, right }: { readonly down: number; readonly right: number },
): { readonly rows: Blank; readonly columns: Blank } {
  const by = (down * width + right) * channels;
  const end = at + height * width * channels;
  if (by > 0) pixels.copyWithin(at + by, at, end - by);
  if (by < 0) pixels.copyWithin(at, at - by, end);
  return { rows: blank(height, down), columns: blank(width, right) };
}

const blank = (size: number, by: number): Blank => (by >= 0 ? { from: 0, to: by } : { from: size + by, to: size });
