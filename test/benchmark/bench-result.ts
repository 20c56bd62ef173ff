import type { BenchResult } from '../../pipeline/benchmark/bench-files.js';
import { ModelFileError } from '../../pipeline/errors.js';

const rounds = { begun: '2026-01-01T00:00:00.000Z', rounds: { p50: [123.4] }, intervals: {} };

export const one = (value: number) => ({ median: value, lowest: value, highest: value, n: 1, values: [value] });

/** A model of which everything is known, one of which little is, and one that could not be measured. */
export const benchResult: BenchResult = {
  machine: {
    cpu: 'Some CPU',
    processors: 2,
    memory: 8 * 2 ** 30,
    platform: 'linux x64',
    node: '20.20.2',
    onnxruntime: '1.30.0',
  },
  session: { intraOpNumThreads: 1, executionMode: 'sequential' },
  seconds: 3,
  percentile: 'p50',
  peaks: {
    flopsPerSecond: 234.5e9,
    bandwidths: [
      { workingSet: 1e6, bytesPerSecond: 90e9 },
      { workingSet: 2e8, bytesPerSecond: 20.4e9 },
    ],
  },
  candidates: [
    {
      file: 'a/small.onnx',
      label: 'small.onnx',
      bytes: 12_340,
      measurement: {
        latency: {
          p50: 0.01234,
          p90: 0.015,
          p99: 1.234,
          n: 700,
          warmup: 60,
          steady: true,
          interquartileRange: 0.002,
          begun: '2026-01-01T00:00:00.000Z',
          rounds: { p50: [0.012, 0.0125] },
          intervals: { p50: { low: 0.0121, high: 0.0126 } },
        },
        batch: 1,
        integers: 'mixed',
        throughput: [
          { batch: 1, samplesPerSecond: 70_000, rounds: [70_000], n: 9 },
          { batch: 64, samplesPerSecond: 654_321.4, rounds: [654_321.4], n: 5 },
        ],
        disturbances: [],
        coldStart: one(5.678),
        peakMemory: one(77.77),
        residentMemory: one(76),
        emptyProcessMemory: one(60),
        clocked: 'native',
        runtime: '1.30.0',
      },
      group: 1,
      inspection: {
        parameters: 12_345,
        operations: { multiplyAdds: 1_234_567, uncounted: [], weightBytes: 49_380 },
        activations: { bytes: 5000, largest: 800 },
        profile: { runs: 1, run: 12, nodes: [] },
      },
      roofline: {
        flopsPerSecond: 200.1e9,
        bytesPerSecond: 4.4e9,
        arithmeticShare: 0.853,
        memoryShare: 0.049,
        boundBy: 'arithmetic',
        roofShare: 0.853,
      },
    },
    {
      file: 'b/slow.onnx',
      label: 'slow.onnx',
      bytes: 5_000_000,
      measurement: {
        latency: { p50: 123.4, n: 9, warmup: 3, steady: false, interquartileRange: 12.34, ...rounds },
        batch: 16,
        integers: 'zeros',
        throughput: [],
        disturbances: [{ kind: 'drift', change: 0.12 }],
        coldStart: one(345.6),
        peakMemory: one(310),
        residentMemory: one(300),
        emptyProcessMemory: one(60),
        clocked: 'promise',
        runtime: '1.30.0',
      },
      group: 2,
      inspection: { problem: '`slow.onnx` was not measured within 120 s' },
    },
    {
      file: 'c/bad.onnx',
      label: 'bad.onnx',
      error: new ModelFileError('`bad.onnx` cannot be measured: it is damaged'),
    },
  ],
};
