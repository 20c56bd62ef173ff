import { describe, expect, it } from 'vitest';
import { fewestRunsToJudge, isSteady } from '../../pipeline/benchmark/is-steady.js';
import { randomStream } from '../../pipeline/random/random-stream.js';

const series = (length: number, at: (i: number) => number) => Array.from({ length }, (_, i) => at(i));

describe('isSteady', () => {
  it('wants enough runs', () => {
    expect(isSteady(series(fewestRunsToJudge - 1, () => 1))).toBe(false);
    expect(isSteady(series(fewestRunsToJudge, () => 1))).toBe(true);
  });

  it('sees that times still fall or rise', () => {
    expect(isSteady(series(300, (i) => 1 + Math.exp(-i / 100)))).toBe(false);
    expect(isSteady(series(300, (i) => 1 + i / 1000))).toBe(false);
  });

  it('is not misled by the first slow runs once they are past', () => {
    expect(isSteady(series(300, (i) => (i < 100 ? 5 : 1)))).toBe(true);
  });

  it('is not misled by single runs that were interrupted', () => {
    expect(isSteady(series(300, (i) => (i % 10 === 0 ? 50 : 1)))).toBe(true);
  });

  it('accepts noise in many short runs, as windows grow with the series', () => {
    const random = randomStream('steady');
    expect(isSteady(series(3000, () => 1 + 0.2 * Math.abs(random.normal())))).toBe(true);
  });

  it('sees a step of 5 % in the second half', () => {
    expect(isSteady(series(300, (i) => (i < 250 ? 1 : 1.05)))).toBe(false);
  });
});
