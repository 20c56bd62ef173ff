/** A small picture as it goes into a page. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Grey, or red, green and blue. */
  readonly channels: 1 | 3;
  /** Base64 of one byte for each channel of each pixel, row by row. */
  readonly pixels: string;
}

/** Numbers by row, column and channel. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly values: ArrayLike<number>;
}

/**
 * The raster with its longer side at most `most` pixels: each pixel is the mean of a square of the same whole size, of what is
 * left of one at the right and the lower edge.
 */
export function shrink(raster: Raster, most: number): Raster {
  const { width, height, channels, values } = raster;
  const factor = Math.ceil(Math.max(width, height) / most);
  if (factor <= 1) return raster;
  const [columns, rows] = [Math.ceil(width / factor), Math.ceil(height / factor)];
  const means = new Float64Array(columns * rows * channels);
  for (let row = 0; row < rows; row++) {
    const bottom = Math.min(height, (row + 1) * factor);
    for (let column = 0; column < columns; column++) {
      const right = Math.min(width, (column + 1) * factor);
      const area = (bottom - row * factor) * (right - column * factor);
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let y = row * factor; y < bottom; y++) {
          for (let x = column * factor; x < right; x++) sum += values[(y * width + x) * channels + channel] ?? 0;
        }
        means[(row * columns + column) * channels + channel] = sum / area;
      }
    }
  }
  return { width: columns, height: rows, channels, values: means };
}

/** `low` and what is below it to 0, `high` and what is above it to 255; what is not a number to 0. */
export function toBytes(values: ArrayLike<number>, low: number, high: number): Uint8Array {
  const scale = high > low ? 255 / (high - low) : 0;
  // A clamped array rounds to the nearest and takes NaN for 0.
  return new Uint8Array(Uint8ClampedArray.from(values, (value) => (value - low) * scale).buffer);
}

/** From the least of the values to the greatest; those that are not finite count for nothing. */
export function toBytesByRange(values: ArrayLike<number>): Uint8Array {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return toBytes(values, low, high);
}

export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
