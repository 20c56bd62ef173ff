import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { stopSignal } from '../../pipeline/run/stop-signal.js';

describe('stopSignal', () => {
  it('stops when the user interrupts', () => {
    const user = new AbortController();
    const stop = stopSignal(user.signal, undefined);
    expect(stop.signal.aborted).toBe(false);
    user.abort();
    expect(stop.signal.aborted).toBe(true);
    expect(stop.reason).toBe('interrupted');
    stop.dispose();
  });

  it('knows of an interruption that came before', () => {
    expect(stopSignal(AbortSignal.abort(), undefined).reason).toBe('interrupted');
  });

  it('stops when the time is over', async () => {
    const stop = stopSignal(undefined, 0.001);
    await once(stop.signal, 'abort');
    expect(stop.reason).toBe('timeout');
  });

  it('keeps the first reason', () => {
    const stop = stopSignal(undefined, 100);
    stop.stop('failed');
    stop.stop('interrupted');
    expect(stop.reason).toBe('failed');
    stop.dispose();
  });
});
