import { expect, test } from 'vitest';
import * as ortune from '../../../index.js';
import { schedules } from '../../../pipeline/train/schedules/registry.js';
import { scheduleContract } from '../../contracts/schedule.contract.js';

for (const [name, definition] of Object.entries(schedules)) scheduleContract(name, (given) => definition.create(given));

test('every schedule has its name, a summary, and a function for study files', () => {
  const published: Readonly<Record<string, unknown>> = { ...ortune };
  for (const [key, { name, summary }] of Object.entries(schedules)) {
    expect(name).toBe(key);
    expect(summary).not.toBe('');
    const make = published[name];
    expect(typeof make === 'function' ? make() : undefined).toEqual({ name });
  }
});
