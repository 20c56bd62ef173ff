import { describe, expect, test } from 'vitest';
import * as ortune from '../../../index.js';
import { randomStream } from '../../../pipeline/random/random-stream.js';
import type { AugmentationDefinition, ImageFormat } from '../../../pipeline/train/augmentation/augmentation.js';
import { augmentations } from '../../../pipeline/train/augmentation/registry.js';

const published: Readonly<Record<string, unknown>> = { ...ortune };
const format: ImageFormat = { height: 12, width: 10, channels: 3, neutral: [7, 8, 9] };
const image = () => Uint8Array.from({ length: 360 }, (_, i) => (i * 31) % 256);

describe.each(Object.entries<AugmentationDefinition>(augmentations))('%s', (key, definition) => {
  test('has its name, a summary, a source, and a function for study files', () => {
    expect(definition.name).toBe(key);
    expect(definition.summary).not.toBe('');
    expect(definition.source).toMatch(/\d{4}/);
    const make = published[key];
    expect(typeof make === 'function' ? make() : undefined).toEqual({ name: key });
  });

  test('its defaults do something, the same for the same stream, and not always the same', () => {
    const augmentation = definition.create({});
    const draw = (seed: number): unknown => {
      const random = randomStream(key, seed);
      if (augmentation.changes === 'batch') return augmentation.drawShare(random);
      const pixels = image();
      augmentation.apply(pixels, 0, format, random);
      return [...pixels];
    };
    const seeds = Array.from({ length: 12 }, (_, seed) => seed);
    expect(seeds.map(draw)).toEqual(seeds.map(draw));
    expect(new Set(seeds.map((seed) => JSON.stringify(draw(seed)))).size).toBeGreaterThan(1);
  });

  test('options it does not know are refused', () => {
    expect(() => definition.create({ strength: 1 })).toThrow(/strength/);
  });
});
