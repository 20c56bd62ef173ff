import { describe, expect, it } from 'vitest';
import { pauseGate } from '../../pipeline/run/pause-gate.js';

describe('the gate of a study', () => {
  it('lets through while it is open, and those who wait when it opens or the study ends', async () => {
    const end = new AbortController();
    const gate = pauseGate(end.signal);
    const passed: string[] = [];
    const pass = (who: string) => gate.passed().then(() => passed.push(who));
    await pass('first');
    gate.close();
    const [second, third] = [pass('second'), pass('third')];
    await new Promise(setImmediate);
    expect([passed, gate.isClosed]).toEqual([['first'], true]);
    gate.open();
    await Promise.all([second, third]);
    expect(passed).toEqual(['first', 'second', 'third']);

    gate.close();
    const fourth = pass('fourth');
    end.abort();
    await fourth;
    await pass('fifth');
    expect(passed.slice(3)).toEqual(['fourth', 'fifth']);
  });
});
