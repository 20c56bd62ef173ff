import { describe, expect, test } from 'vitest';
import { compareLatencies } from '../../../pipeline/benchmark/compare-latencies.js';
import { rankTrials } from '../../../pipeline/rank/rank-trials.js';
import { missingVariantRow, variantRow } from '../../../pipeline/run/variants/variant-row.js';
import { maximize, minimize } from '../../../pipeline/study/objective.js';
import { exampleTiming, exampleTrial } from '../example-trials.js';

const trial = exampleTrial({
  metrics: {
    'validation.accuracy': 0.9,
    'test.accuracy': 0.89,
    'validation.loss': 0.3,
    'model.bytes': 1000,
    'model.parameters': 250,
    'latency.p50': 0.05,
  },
});
/** Rounds that differ by 4 % at most. */
const timingOf = (p50: number) => ({
  ...exampleTiming(),
  rounds: { p50: [0.98, 1, 1.02, 0.99, 1.01].map((noise) => noise * p50) },
});
const int8 = (accuracy: number, p50?: number) => ({
  variant: 'int8-static' as const,
  metrics: { 'validation.accuracy': accuracy, 'model.bytes': 300, ...(p50 !== undefined && { 'latency.p50': p50 }) },
  timing: timingOf(p50 ?? 0.05),
  againstFloat: compareLatencies(timingOf(p50 ?? 0.05), timingOf(0.05)),
});

describe('the row of a variant', () => {
  test('has its own metrics, and of the trial only what holds for every form of the model', () => {
    expect(variantRow(trial, int8(0.899, 0.03), 0.005)).toEqual({
      ...trial,
      variant: 'int8-static',
      metrics: {
        'model.parameters': 250,
        'validation.accuracy': 0.899,
        'model.bytes': 300,
        'latency.p50': 0.03,
      },
      timing: timingOf(0.03),
    });
  });

  test('is rejected for accuracy below what it may lose, not at it', () => {
    expect(variantRow(trial, int8(0.895), 0.005).state).toBe('COMPLETE');
    const { state, reason } = variantRow(trial, int8(0.894), 0.005);
    expect(state).toBe('PRUNED');
    expect(reason).toBe('int8-static rejected: validation.accuracy is 0.8940, 0.9000 in fp32, and may lose 0.005');
  });

  test('is rejected when it is told apart as slower than the float32 model measured beside it', () => {
    const { state, reason } = variantRow(trial, int8(0.9, 0.06), 0.005);
    expect(state).toBe('PRUNED');
    expect(reason).toBe('int8-static rejected: latency.p50 is 0.06 ms, 1.20 (1.20 to 1.20) times that of fp32');
    const noisy = { ...timingOf(0.06), rounds: { p50: [0.04, 0.08, 0.06, 0.05, 0.07] } };
    const tied = { ...int8(0.9, 0.06), timing: noisy, againstFloat: compareLatencies(noisy, timingOf(0.05)) };
    expect(tied.againstFloat).toMatchObject({ verdict: 'tied' });
    expect(variantRow(trial, tied, 0.005).state).toBe('COMPLETE');
  });

  test('of a regression is judged by R2', () => {
    const regression = exampleTrial({ metrics: { 'validation.r2': 0.8 } });
    const measured = { variant: 'float16' as const, metrics: { 'validation.r2': 0.7 } };
    expect(variantRow(regression, measured, 0.05).reason).toContain('validation.r2 is 0.7000, 0.8000 in fp32');
    expect(variantRow(regression, measured, 0.2).state).toBe('COMPLETE');
  });

  test('accuracy that is not a number is a loss', () => {
    expect(variantRow(trial, int8(Number.NaN), 1).state).toBe('PRUNED');
  });

  test('is ranked beside its trial, and after all complete ones where it is rejected', () => {
    const rows = [
      trial,
      variantRow(trial, int8(0.899, 0.03), 0.005),
      variantRow(trial, { ...int8(0.5, 0.02), variant: 'int8-dynamic' }, 0.005),
      missingVariantRow(trial, 'float16', 'nothing to do'),
    ];
    const ranked = rankTrials(rows, [maximize('validation.accuracy'), minimize('model.bytes')], []);
    expect(ranked.map((entry) => [entry.trial.variant ?? 'fp32', entry.paretoRank, entry.reason])).toEqual([
      ['fp32', 1, ''],
      ['int8-static', 1, ''],
      ['int8-dynamic', undefined, expect.stringContaining('int8-dynamic rejected')],
      ['float16', undefined, 'float16 not made: nothing to do'],
    ]);
  });
});
