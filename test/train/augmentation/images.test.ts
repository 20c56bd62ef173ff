import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RandomStream, randomStream } from '../../../pipeline/random/random-stream.js';
import type { ImageFormat } from '../../../pipeline/train/augmentation/augmentation.js';
import { augmentations } from '../../../pipeline/train/augmentation/registry.js';

/** The same pixel by pixel: which value an image has at (y, x, c) afterwards. */
type Oracle = (
  random: RandomStream,
  format: ImageFormat,
  options: Readonly<Record<string, number>>,
) => (y: number, x: number, c: number, before: (y: number, x: number, c: number) => number) => number;

const offset = (random: RandomStream, most: number) => random.below(2 * most + 1) - most;
/** -1 -> 1, -2 -> 2, size -> size - 2, ... */
const mirrored = (i: number, size: number) => (i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i);

const oracles = {
  flip(random, { width }, { probability = 0.5 }) {
    const mirror = random.uniform() < probability;
    return (y, x, c, before) => before(y, mirror ? width - 1 - x : x, c);
  },
  shift(random, { height, width }, { pixels = 0 }) {
    const [down, right] = [offset(random, pixels), offset(random, pixels)];
    return (y, x, c, before) => {
      const [fromY, fromX] = [y - down, x - right];
      return fromY >= 0 && fromY < height && fromX >= 0 && fromX < width ? before(fromY, fromX, c) : 0;
    };
  },
  crop(random, { height, width }, { padding = 0 }) {
    const [down, right] = [offset(random, padding), offset(random, padding)];
    return (y, x, c, before) => before(mirrored(y - down, height), mirrored(x - right, width), c);
  },
  cutout(random, { height, width, channels, neutral }, { size = 0 }) {
    const top = random.below(height) - Math.floor(size / 2);
    const left = random.below(width) - Math.floor(size / 2);
    return (y, x, c, before) =>
      y >= top && y < top + size && x >= left && x < left + size
        ? (neutral[((y * width + x) * channels + c) % neutral.length] ?? Number.NaN)
        : before(y, x, c);
  },
} satisfies Record<string, Oracle>;

const optionOf = { flip: 'probability', shift: 'pixels', crop: 'padding', cutout: 'size' } as const;

const cases = fc.record({
  height: fc.integer({ min: 1, max: 9 }),
  width: fc.integer({ min: 1, max: 9 }),
  channels: fc.integer({ min: 1, max: 3 }),
  option: fc.integer({ min: 0, max: 9 }),
  seed: fc.nat(),
  bytes: fc.boolean(),
});

describe.each(Object.keys(oracles) as (keyof typeof oracles)[])('%s', (name) => {
  test('every pixel is that of the plain formula, and the images beside it are untouched', () => {
    fc.assert(
      fc.property(cases, ({ height, width, channels, option, seed, bytes }) => {
        const format = { height, width, channels, neutral: Array.from({ length: channels }, (_, c) => 200 + c) };
        const options = { [optionOf[name]]: name === 'flip' ? option / 9 : option };
        const augmentation = augmentations[name].create(options);
        fc.pre(augmentation.problem(format) === undefined);
        const length = height * width * channels;
        const values = Array.from({ length: 3 * length }, (_, i) => (i * 37 + 11) % 199);
        const pixels = bytes ? Uint8Array.from(values) : Float32Array.from(values);
        augmentation.apply(pixels, length, format, randomStream(seed));
        const at = (y: number, x: number, c: number) => length + (y * width + x) * channels + c;
        const after = oracles[name](randomStream(seed), format, options);
        const expected = [...values];
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            for (let c = 0; c < channels; c++) {
              expected[at(y, x, c)] = after(y, x, c, (fromY, fromX, k) => values[at(fromY, fromX, k)] ?? Number.NaN);
            }
          }
        }
        expect(Array.from(pixels)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('0 leaves images as they are', () => {
    const augmentation = augmentations[name].create({ [optionOf[name]]: 0 });
    const pixels = Float32Array.from({ length: 48 }, (_, i) => i + 1);
    const before = Array.from(pixels);
    augmentation.apply(pixels, 0, { height: 4, width: 4, channels: 3, neutral: [0] }, randomStream(1));
    expect(Array.from(pixels)).toEqual(before);
  });
});

test('the places of a shift and of a cutout are uniform', () => {
  const shift = augmentations.shift.create({ pixels: 1 });
  const format = { height: 3, width: 3, channels: 1, neutral: [0] };
  const random = randomStream('places');
  const counts = new Map<number, number>();
  const draws = 9000;
  for (let i = 0; i < draws; i++) {
    const pixels = Float32Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0);
    shift.apply(pixels, 0, format, random);
    const place = pixels.indexOf(1);
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  const chiSquare = Array.from({ length: 9 }, (_, place) => ((counts.get(place) ?? 0) - 1000) ** 2 / 1000);
  // The 0.999 quantile of chi-square with 8 degrees of freedom.
  expect(chiSquare.reduce((a, b) => a + b)).toBeLessThan(26.1);
});
