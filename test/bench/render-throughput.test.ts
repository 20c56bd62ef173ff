import { describe, expect, test } from 'vitest';
import { type BenchEngineName, ortuneEngine } from '../../bench/training/engines.js';
import type { Cell } from '../../bench/training/measure-cells.js';
import type { NetworkName } from '../../bench/training/networks.js';
import type { ChildReport } from '../../bench/training/protocol.js';
import { renderThroughput } from '../../bench/training/render-throughput.js';
import { resultRows } from '../../bench/training/result-rows.js';
import { geometricMean, summarizeCell } from '../../bench/training/summarize-cell.js';

/** A process that did `rate` steps of one sample in one second. */
const report = (rate: number, losses: readonly number[] = []): ChildReport => ({
  versions: {},
  steps: rate,
  seconds: 1,
  cpuSeconds: 1,
  fastestStep: 0.5 / rate,
  samplesPerStep: 1,
  warmupSteps: 3,
  losses,
  peakMemory: rate * 1e6,
});

const cell = (network: NetworkName, name: BenchEngineName, ...rates: number[]): Cell => ({
  network,
  threads: 1,
  engine: { ...ortuneEngine('child.mjs'), name },
  reports: rates.map((rate) => report(rate)),
});

describe('summarizeCell', () => {
  test('median, spread and counts', () => {
    expect(summarizeCell({ reports: [report(90, [2, 1.5]), report(110), report(100)] })).toEqual({
      samplesPerSecond: 100,
      fastestSamplesPerSecond: 220,
      spread: 0.2,
      n: 3,
      steps: 300,
      peakMemory: 100e6,
      finalLoss: 1.5,
    });
  });

  test('nothing measured, nothing summarised', () => {
    expect(summarizeCell({ reports: [] })).toBeUndefined();
  });
});

test('geometricMean', () => {
  expect(geometricMean([0.5, 2, 8])).toBeCloseTo(2, 12);
});

describe('renderThroughput', () => {
  const rows = resultRows([
    cell('mlp', 'onnx', 200, 220, 180),
    cell('mlp', 'pytorch', 400, 400, 400),
    cell('mlp', 'tfjs-node', 100, 100, 100),
    cell('lenet', 'onnx', 100, 100, 100),
    cell('lenet', 'pytorch', 40, 40, 40),
    cell('lenet', 'pytorch-channels-last', 50, 50, 50),
    { ...cell('lenet', 'tfjs-node'), failure: 'crashed' },
    cell('lenet', 'tfjs-cpu', 2),
  ]);
  const lines = renderThroughput(rows, 3, 'samplesPerSecond').split('\n');

  test('ratios are to the better PyTorch layout', () => {
    expect(lines[1]).toMatch(/^MLP .* 200 ±10% .* 2\.00 +0\.50$/);
    expect(lines[2]).toMatch(/^LeNet.* 100 ±0% .* - +2\.00$/);
  });

  test('a failed measurement, a missing one and one of fewer repetitions say so', () => {
    expect(lines[1]).toContain(' - ');
    expect(lines[2]).toMatch(/ failed .* 2\.0 \(n 1\)/);
  });

  test('the fastest step has no spread', () => {
    expect(renderThroughput(rows, 3, 'fastestSamplesPerSecond')).toMatch(/^MLP .* 440 .* 2\.20 +0\.55$/m);
  });

  test('geometric means only where every network has a ratio', () => {
    expect(lines[3]).toMatch(/^geometric mean .* - +1\.00$/);
  });
});
