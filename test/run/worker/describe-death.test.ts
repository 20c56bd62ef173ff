import { describe, expect, it } from 'vitest';
import { describeDeath } from '../../../pipeline/run/worker/describe-death.js';

describe('describeDeath', () => {
  it('tells a full heap from other aborts', () => {
    const lines = ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', 'Aborted'];
    expect(describeDeath({ signal: 'SIGABRT' }, lines)).toMatch(/heap memory: use a smaller/);
    expect(describeDeath({ signal: 'SIGSEGV' }, [])).toBe('worker was ended by SIGSEGV');
  });

  it('suspects the kernel where nothing else is known', () => {
    expect(describeDeath({ signal: 'SIGKILL' }, ['training'])).toMatch(/SIGKILL.*memory/);
  });

  it('quotes the error that ended it', () => {
    const lines = ['file:///study.ts:3', '  throw new Error()', 'TypeError: units is not a number', '', 'Node.js v20'];
    expect(describeDeath({ exitCode: 1 }, lines)).toBe(
      'worker ended with exit code 1: TypeError: units is not a number',
    );
    expect(describeDeath({ exitCode: 9 }, ['something printed'])).toBe('worker ended with exit code 9');
  });
});
