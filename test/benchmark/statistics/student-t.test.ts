import { expect, test } from 'vitest';
import { studentT } from '../../../pipeline/benchmark/statistics/student-t.js';

test.each([
  // Tables: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2; one degree is tan(pi confidence / 2).
  [0.95, 1, 12.706],
  [0.95, 2, 4.303],
  [0.95, 4, 2.776],
  [0.95, 5, 2.571],
  [0.95, 10, 2.228],
  [0.95, 19, 2.093],
  [0.99, 3, 5.841],
  [0.998, 4, 7.173],
  [0.9, 30, 1.697],
  [0.95, 1000, 1.962],
])('P(|T| <= t) = %d with %d degrees of freedom: t = %d', (confidence, degrees, t) => {
  expect(studentT(confidence, degrees)).toBeCloseTo(t, 3);
});
