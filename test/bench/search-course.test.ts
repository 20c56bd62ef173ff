import { expect, test } from 'vitest';
import { meanAndSpread, testAccuracy, trialsUntil } from '../../bench/methods/search-course.js';

const search = [
  { validation: 0.8, test: 0.7 },
  { validation: 0.7, test: 0.95 },
  { validation: 0.9, test: 0.85 },
  { validation: 0.9, test: 0.99 },
];

test('a search recommends by validation, of equals the first, and is judged by test', () => {
  expect([1, 2, 3, 4, 9].map((trials) => testAccuracy(search, trials))).toEqual([0.7, 0.7, 0.85, 0.85, 0.85]);
});

test('trials until an accuracy count those before it', () => {
  expect([0.6, 0.7, 0.8, 0.85, 0.86].map((accuracy) => trialsUntil(search, accuracy))).toEqual([
    1,
    1,
    3,
    3,
    Number.POSITIVE_INFINITY,
  ]);
});

test('spread is the sample standard deviation', () => {
  expect(meanAndSpread([1, 2, 3])).toEqual({ mean: 2, spread: 1 });
  expect(meanAndSpread([5])).toEqual({ mean: 5, spread: Number.NaN });
});
