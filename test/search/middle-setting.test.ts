import { expect, test } from 'vitest';
import { middleSetting } from '../../pipeline/search/encoding/middle-setting.js';
import { choice, float, int, ordinal } from '../../pipeline/study/space.js';

test('the middle of ranges on their own scale, the first of choices, what is inactive left out', () => {
  const setting = middleSetting({
    rate: float(1e-4, 1e-2, { scale: 'log' }),
    dropout: float(0, 0.5),
    units: int(8, 24, { step: 8 }),
    momentum: float(0.8, 0.9, { when: { optimizer: 'momentum' } }),
    decay: float(0, 1, { when: { optimizer: 'rmsprop' } }),
    optimizer: choice(['momentum', 'rmsprop', 'adam']),
    batchSize: ordinal([16, 32, 64]),
  });
  expect(setting.rate).toBeCloseTo(1e-3, 12);
  expect(setting.momentum).toBeCloseTo(0.85, 12);
  expect(setting).toMatchObject({ dropout: 0.25, units: 16, optimizer: 'momentum', batchSize: 32 });
  expect(setting).not.toHaveProperty('decay');
});
