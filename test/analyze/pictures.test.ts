import { describe, expect, it } from 'vitest';
import { shrink, toBytes, toBytesByRange } from '../../pipeline/analyze/picture.js';
import { isImageShape, samplePicture } from '../../pipeline/analyze/sample-pictures.js';

const bytesOf = (base64: string) => [...Buffer.from(base64, 'base64')];

describe('pictures', () => {
  it('shrink to the means of squares, of what is left of one at the edges', () => {
    const values = [1, 3, 5, 7, 9, 11, 2, 4, 6];
    const small = shrink({ width: 3, height: 3, channels: 1, values }, 2);
    expect([small.width, small.height, ...Array.from(small.values)]).toEqual([2, 2, 5, 8, 3, 6]);
    const colours = shrink({ width: 2, height: 1, channels: 3, values: [0, 10, 20, 4, 20, 60] }, 1);
    expect([...Array.from(colours.values)]).toEqual([2, 15, 40]);
    const same = { width: 3, height: 3, channels: 1, values };
    expect(shrink(same, 3)).toBe(same);
  });

  it('are bytes between two values; what is not a number is black', () => {
    expect([...toBytes([-1, 0, 0.5, 1, 2, Number.NaN], 0, 1)]).toEqual([0, 0, 128, 255, 255, 0]);
    expect([...toBytesByRange([-3, Number.NaN, 1, Infinity, -1])]).toEqual([0, 0, 255, 255, 128]);
    expect([...toBytesByRange([7, 7])]).toEqual([0, 0]);
    expect([...toBytesByRange([Number.NaN])]).toEqual([0]);
  });

  it('of samples are their pixels, or real numbers from the least to the greatest', () => {
    const bytes = samplePicture(Uint8Array.of(0, 50, 100, 200), [2, 2, 1]);
    expect({ ...bytes, pixels: bytesOf(bytes.pixels) }).toEqual({
      width: 2,
      height: 2,
      channels: 1,
      pixels: [0, 50, 100, 200],
    });
    const reals = samplePicture(Float32Array.of(-1, 0, 1, 1, 0, -1), [1, 2, 3]);
    expect([reals.channels, bytesOf(reals.pixels)]).toEqual([3, [0, 128, 255, 255, 128, 0]]);
    const large = samplePicture(new Uint8Array(100 * 60 * 3), [60, 100, 3]);
    expect([large.width, large.height]).toEqual([34, 20]);
  });

  it('are made of grey and coloured images, and of nothing else', () => {
    expect(
      [
        [28, 28, 1],
        [32, 32, 3],
      ].every(isImageShape),
    ).toBe(true);
    expect([[784], [20, 8], [1, 20, 1], [28, 28, 2], [4, 28, 28, 1], []].some(isImageShape)).toBe(false);
  });
});
