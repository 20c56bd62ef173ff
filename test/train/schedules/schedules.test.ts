import { describe, expect, test } from 'vitest';
import {
  cosine,
  cosineRestarts,
  exponential,
  expRange,
  inverseTime,
  oneCycle,
  reduceOnPlateau,
  step,
  triangular,
  triangular2,
  warmUp,
} from '../../../index.js';
import type { ScheduleChoice } from '../../../pipeline/train/schedules/registry.js';
import { resolveSchedule } from '../../../pipeline/train/schedules/resolve-schedule.js';

/** The shares of every update. */
function sharesOf(choice: ScheduleChoice, epochs: number, stepsPerEpoch: number, losses: readonly number[] = []) {
  const { share } = resolveSchedule(choice);
  return Array.from({ length: epochs * stepsPerEpoch }, (_, k) =>
    share({ step: k, stepsPerEpoch, epochs, validationLosses: losses.slice(0, Math.floor(k / stepsPerEpoch)) }),
  );
}

function expectClose(seen: readonly number[], expected: readonly number[]): void {
  expect(seen).toHaveLength(expected.length);
  seen.forEach((value, k) => {
    expect(value, `update ${k}`).toBeCloseTo(expected[k] ?? Number.NaN, 12);
  });
}

const lengths = [
  { epochs: 1, n: 1 },
  { epochs: 1, n: 40 },
  { epochs: 3, n: 7 },
  { epochs: 10, n: 1 },
  { epochs: 12, n: 25 },
];

describe.each(lengths)('$epochs epochs of $n updates: every update against the closed form', ({ epochs, n }) => {
  const closedForm = (choice: ScheduleChoice, share: (k: number) => number) =>
    expectClose(
      sharesOf(choice, epochs, n),
      Array.from({ length: epochs * n }, (_, k) => share(k)),
    );
  // In whole numbers, without any rounding: k / n >= e is k >= e n.
  const dropsBefore = (k: number, every: number) => Math.trunc((k - (k % (every * n))) / (every * n));

  test('step', () => {
    closedForm(step({ every: 2, factor: 0.5 }), (k) => 0.5 ** dropsBefore(k, 2));
  });
  test('exponential', () => {
    closedForm(exponential({ factor: 0.8 }), (k) => Math.exp((Math.log(0.8) * k) / n));
    closedForm(exponential({ factor: 0.8, by: 'epoch' }), (k) => Math.exp(Math.log(0.8) * ((k - (k % n)) / n)));
  });
  test('inverseTime', () => {
    closedForm(inverseTime({ decay: 3 }), (k) => n / (n + 3 * k));
  });
  test('cosine', () => {
    // (1 + cos a) / 2 = cos(a / 2)^2
    closedForm(cosine({ final: 0.2 }), (k) => 0.2 + 0.8 * Math.cos((Math.PI * k) / (2 * epochs * n)) ** 2);
  });
  test('cosineRestarts', () => {
    // Periods of 1, 2, 4, 8 epochs begin at 0, 1, 3, 7.
    closedForm(cosineRestarts(), (k) => {
      const begin = [7, 3, 1, 0].find((epoch) => k >= epoch * n) ?? 0;
      return Math.cos((Math.PI * (k - begin * n)) / (2 * (begin + 1) * n)) ** 2;
    });
  });
  test('triangular, triangular2, expRange', () => {
    // Half a cycle of 2 epochs is 2 n updates.
    const cycle = (k: number) => Math.trunc(k / (4 * n));
    const height = (k: number) => {
      const within = k % (4 * n);
      return Math.min(within, 4 * n - within) / (2 * n);
    };
    closedForm(triangular({ low: 0.1 }), (k) => 0.1 + 0.9 * height(k));
    closedForm(triangular2({ low: 0.1 }), (k) => 0.1 + (0.9 * height(k)) / 2 ** cycle(k));
    closedForm(expRange({ low: 0.1, decay: 0.7 }), (k) => 0.1 + 0.9 * height(k) * Math.exp((Math.log(0.7) * k) / n));
  });
});

test('default options are the documented ones', () => {
  // Drops after each third of 12 epochs.
  expectClose(sharesOf('step', 12, 1), [1, 1, 1, 1, 0.1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.01]);
  expectClose(sharesOf('exponential', 3, 1), [1, 0.9, 0.81]);
  expectClose(sharesOf('inverseTime', 4, 1), [1, 1 / 2, 1 / 3, 1 / 4]);
  expectClose(sharesOf('triangular', 6, 1), [0.25, 0.625, 1, 0.625, 0.25, 0.625]);
  expectClose(sharesOf('triangular2', 8, 1), [0.25, 0.625, 1, 0.625, 0.25, 0.4375, 0.625, 0.4375]);
  expectClose(sharesOf('warmUp', 2, 5), [0.1, 0.28, 0.46, 0.64, 0.82, 1, 1, 1, 1, 1]);
  expectClose(sharesOf('constant', 2, 2), [1, 1, 1, 1]);
});

describe('edges of durations fall where they are meant to', () => {
  test.each([0.1, 0.3, 0.7, 1.1])('every %d epochs of 30 updates', (every) => {
    const length = Math.round(every * 30);
    const shares = sharesOf(step({ every, factor: 0.5 }), 6, 30);
    shares.forEach((share, k) => {
      expect(share).toBe(0.5 ** Math.floor(k / length));
    });
  });
});

describe('oneCycle', () => {
  test.each(['cosine', 'linear'] as const)('%s: starts, peaks and ends where it should, and turns once', (anneal) => {
    const shares = sharesOf(oneCycle({ rise: 0.25, start: 0.1, final: 0.01, anneal }), 10, 4);
    // 40 updates: the top is at update 0.25 * 40 - 1.
    expect(shares[0]).toBeCloseTo(0.1, 12);
    expect(shares[9]).toBe(1);
    expect(shares[39]).toBeCloseTo(0.01, 12);
    shares.slice(1).forEach((share, k) => {
      const before = shares[k] ?? Number.NaN;
      expect(k < 9 ? share > before : share < before, `update ${k + 1}`).toBe(true);
    });
  });

  test('a single update has the full rate; all rise ends there', () => {
    expect(sharesOf(oneCycle(), 1, 1)).toEqual([1]);
    expectClose(sharesOf(oneCycle({ rise: 1, anneal: 'linear', start: 0.2 }), 5, 1), [0.2, 0.4, 0.6, 0.8, 1]);
  });
});

describe('reduceOnPlateau', () => {
  const rates = (losses: readonly number[], choice: ScheduleChoice) => sharesOf(choice, losses.length + 1, 1, losses);

  test('falls when patience has run out, not before', () => {
    // 1 is the lowest; epochs 2 to 4 do not fall below it, and the third of them is one too many.
    expectClose(rates([1, 2, 2, 2, 2], reduceOnPlateau({ patience: 2, factor: 0.5 })), [1, 1, 1, 1, 0.5, 0.5]);
    expectClose(rates([1, 2, 2, 0.9, 2, 2], reduceOnPlateau({ patience: 2, factor: 0.5 })), [1, 1, 1, 1, 1, 1, 1]);
  });

  test('a fall below the threshold is none', () => {
    const slowly = [1, 0.999, 0.998];
    expectClose(rates(slowly, reduceOnPlateau({ patience: 1, threshold: 0.01 })), [1, 1, 1, 0.1]);
    expectClose(rates(slowly, reduceOnPlateau({ patience: 1, threshold: 0 })), [1, 1, 1, 1]);
  });

  test('waits after a reduction, and never falls below the last rate', () => {
    const flat = [1, 1, 1, 1, 1, 1];
    expectClose(
      rates(flat, reduceOnPlateau({ patience: 0, factor: 0.5, final: 0.3 })),
      [1, 1, 0.5, 0.3, 0.3, 0.3, 0.3],
    );
    expectClose(
      rates(flat, reduceOnPlateau({ patience: 0, factor: 0.5, cooldown: 2 })),
      [1, 1, 0.5, 0.5, 0.5, 0.25, 0.25],
    );
  });
});

describe('warmUp', () => {
  test('what follows sees the rest as its whole training', () => {
    const whole = sharesOf(warmUp({ duration: 2, start: 0, schedule: cosine() }), 6, 5);
    expectClose(
      whole.slice(0, 10),
      Array.from({ length: 10 }, (_, k) => k / 10),
    );
    expectClose(whole.slice(10), sharesOf(cosine(), 4, 5));
    const byName = sharesOf(warmUp({ duration: 2, start: 0, schedule: 'cosine' }), 6, 5);
    expectClose(byName, whole);
  });

  test('losses of the warm-up do not count', () => {
    const choice = warmUp({ duration: 2, schedule: reduceOnPlateau({ patience: 0, factor: 0.5 }) });
    // The lowest losses are those of the warm-up; after it the loss falls from 5 to 4 and stays.
    expectClose(sharesOf(choice, 6, 1, [0, 0, 5, 4, 4]).slice(2), [1, 1, 1, 0.5]);
  });

  test('by epochs a warm-up of part of an epoch ends with it', () => {
    expectClose(sharesOf(warmUp({ duration: 1.5, start: 0.4, by: 'epoch' }), 3, 2), [0.4, 0.4, 0.8, 0.8, 1, 1]);
  });
});
