import { describe, expect, it } from 'vitest';
import { outbox } from '../../pipeline/run/outbox.js';

describe('what happens in a study', () => {
  it('is told after it is recorded, in the order in which it happened', async () => {
    const log: string[] = [];
    const out = outbox(() => log.push('failed'));
    let finish = () => {};
    const slow = new Promise<void>((resolve) => {
      finish = resolve;
    });
    out.add(
      async () => {
        await slow;
        log.push('record 1');
      },
      () => log.push('tell 1'),
    );
    out.add(undefined, () => log.push('tell 2'));
    out.add(
      async () => void log.push('record 3'),
      () => log.push('tell 3'),
    );
    await Promise.resolve();
    expect(log).toEqual([]);
    finish();
    await out.settled();
    expect(log).toEqual(['record 1', 'tell 1', 'tell 2', 'record 3', 'tell 3']);
  });

  it('is neither recorded nor told any more after something could not be recorded', async () => {
    const log: string[] = [];
    const out = outbox(() => log.push('failed'));
    out.add(
      () => Promise.reject(new Error('the disk is full')),
      () => log.push('tell 1'),
    );
    out.add(
      async () => void log.push('record 2'),
      () => log.push('tell 2'),
    );
    await expect(out.settled()).rejects.toThrow('the disk is full');
    await expect(out.settled()).rejects.toThrow('the disk is full');
    expect(log).toEqual(['failed']);
  });
});
