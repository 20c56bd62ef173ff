import { expect, test } from 'vitest';
import { crop, cutout, flip, mixup, shift } from '../../../index.js';
import { StudyFileError } from '../../../pipeline/errors.js';
import type { Task } from '../../../pipeline/load/data.js';
import { resolveAugmentation } from '../../../pipeline/train/augmentation/resolve-augmentation.js';

const images: Task = { kind: 'classification', inputShape: [28, 28, 1], classes: ['a', 'b'] };
const table: Task = { kind: 'classification', inputShape: [13], classes: ['a', 'b'] };

test('choices in their order, with defaults', () => {
  const resolved = resolveAugmentation(
    ['flip', shift(), crop({ padding: 3 }), cutout({ size: 9 }), mixup({ alpha: 0.4 })],
    images,
    'softmaxCrossEntropy',
  );
  expect(resolved?.images.map(({ name, options }) => [name, options])).toEqual([
    ['flip', { probability: 0.5 }],
    ['shift', { pixels: 2 }],
    ['crop', { padding: 3 }],
    ['cutout', { size: 9 }],
  ]);
  expect(resolved?.batch).toMatchObject({ name: 'mixup', options: { alpha: 0.4 } });
  expect(resolveAugmentation([], table, 'softmaxCrossEntropy')).toBeUndefined();
});

test.each<[readonly unknown[] | string, Task, RegExp]>([
  [
    [flip()],
    table,
    /`training.augmentation` changes images, .* but the samples of this data set have the shape \[13\]/,
  ],
  [['flop'], images, /`training.augmentation\[0\]`: unknown augmentation "flop"; did you mean `flip`\?/],
  [[flip(), { name: 'shift', pixel: 2 }], images, /`training.augmentation\[1\]`: unknown option `pixel`.*`pixels`/],
  [[shift({ pixels: -1 })], images, /`training.augmentation\[0\].pixels`: must not be negative, got -1/],
  [
    [shift({ pixels: 28 })],
    images,
    /`training.augmentation\[0\]`: `pixels` must be less than 28 for images of 28 by 28, got shift with 28/,
  ],
  [[crop({ padding: 14 })], images, /`padding` must be at most 13 for images of 28 by 28, got crop with 14/],
  [[flip({ probability: 2 })], images, /`training.augmentation\[0\].probability`: must be in \[0, 1\], got 2/],
  [[mixup({ alpha: -1 })], images, /`training.augmentation\[0\].alpha`: must not be negative, got -1/],
  [[mixup(), flip()], images, /`training.augmentation` has `mixup` before something else: .*put it last, once/],
  [[mixup(), mixup()], images, /put it last, once/],
  ['flip', images, /`training.augmentation`: must be a list such as .*, got "flip"/],
])('%j is refused', (given, task, message) => {
  const resolve = () => resolveAugmentation(given as readonly 'flip'[], task, 'softmaxCrossEntropy');
  expect(resolve).toThrow(StudyFileError);
  expect(resolve).toThrow(message);
});

test('a loss that asks which side a sample is on takes no blended targets', () => {
  expect(() => resolveAugmentation([mixup()], images, 'hinge')).toThrow(
    /`training.augmentation`: `mixup` makes targets that belong to two classes, which the loss "hinge" does not take/,
  );
  expect(resolveAugmentation([flip()], images, 'hinge')).toBeDefined();
});
