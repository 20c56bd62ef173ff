import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDate, renderDate } from '../../pipeline/store/date-text.js';

describe('dates', () => {
  it('come back as they were', () => {
    const day = fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(day, (date) => {
        expect(parseDate(renderDate(date))).toEqual(date);
      }),
    );
  });

  it.each([
    ['2026-07-28 08:30:00.123456', '2026-07-28T08:30:00.123Z'],
    ['2026-07-28 08:30:00', '2026-07-28T08:30:00.000Z'],
    ['2026-07-28 08:30:00.5', '2026-07-28T08:30:00.500Z'],
  ])('%s is read', (text, iso) => {
    expect(parseDate(text).toISOString()).toBe(iso);
  });

  it('are written as Optuna 5 writes them', () => {
    expect(renderDate(new Date('2026-07-28T08:30:00.123Z'))).toBe('2026-07-28 08:30:00.123000');
  });
});
