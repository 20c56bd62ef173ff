import { describe, expect, it } from 'vitest';
import { sameFailure } from '../../pipeline/run/same-failure.js';
import type { TrialFailure } from '../../pipeline/run/worker/protocol.js';

const wrongShape = { kind: 'ModelError', reason: 'output shape' };
const diverged = { kind: 'diverged', reason: 'diverged' };

function verdict(failures: readonly (TrialFailure | undefined)[], asked = 10) {
  const finished = failures.map((_, number) => ({ number }));
  const byNumber = new Map(failures.flatMap((failure, number) => (failure ? [[number, failure] as const] : [])));
  return sameFailure(finished, byNumber, asked);
}

describe('sameFailure', () => {
  it('gives up after three trials that failed in the same way', () => {
    expect(verdict([wrongShape, wrongShape])).toBeUndefined();
    expect(verdict([wrongShape, wrongShape, wrongShape])).toBe(wrongShape);
  });

  it('gives up on a study of fewer trials when all have failed', () => {
    expect(verdict([wrongShape], 1)).toBe(wrongShape);
    expect(verdict([wrongShape, wrongShape], 2)).toBe(wrongShape);
  });

  it('goes on when a trial ended differently', () => {
    expect(verdict([wrongShape, undefined, wrongShape, wrongShape])).toBeUndefined();
    expect(verdict([wrongShape, wrongShape, { kind: 'Error: x', reason: 'x' }])).toBeUndefined();
  });

  it('never gives up over divergence: another learning rate may do', () => {
    expect(verdict([diverged, diverged, diverged, diverged])).toBeUndefined();
  });

  it('has no verdict on nothing', () => {
    expect(verdict([])).toBeUndefined();
  });
});
