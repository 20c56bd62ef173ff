import fc from 'fast-check';
import { expect, test } from 'vitest';
import { earlyStopping } from '../../pipeline/train/early-stopping.js';

test('stops when patience has run out since the lowest loss, and equal losses are no progress', () => {
  const stopping = earlyStopping(2);
  const answers = [3, 2, 2, 1, 1, 4].map((loss, i) => stopping.next(i + 1, loss));
  expect(answers.map(({ isBest }) => isBest)).toEqual([true, true, false, true, false, false]);
  expect(answers.map(({ shouldStop }) => shouldStop)).toEqual([false, false, false, false, false, true]);
  expect(stopping.bestEpoch).toBe(4);
});

test('the best epoch is the first minimum of any sequence', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 5 }),
      (losses, patience) => {
        const stopping = earlyStopping(patience);
        losses.forEach((loss, i) => {
          const seen = losses.slice(0, i + 1);
          const best = seen.indexOf(Math.min(...seen)) + 1;
          expect(stopping.next(i + 1, loss)).toEqual({ isBest: best === i + 1, shouldStop: i + 1 - best >= patience });
          expect(stopping.bestEpoch).toBe(best);
        });
      },
    ),
  );
});
