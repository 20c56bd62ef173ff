import { describe, expect, it } from 'vitest';
import type { BenchResult } from '../../pipeline/benchmark/bench-files.js';
import { renderBenchTable } from '../../pipeline/benchmark/render-bench-table.js';
import { ModelFileError } from '../../pipeline/errors.js';

const rounds = { begun: '2026-01-01T00:00:00.000Z', rounds: { p50: [123.4] }, intervals: {} };

const one = (value: number) => ({ median: value, lowest: value, highest: value, n: 1, values: [value] });

const result: BenchResult = {
  machine: {
    cpu: 'Some CPU',
    processors: 2,
    memory: 8 * 2 ** 30,
    platform: 'linux x64',
    node: '20.20.2',
    onnxruntime: '1.30.0',
  },
  threads: 1,
  seconds: 3,
  candidates: [
    {
      file: 'a/small.onnx',
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
          intervals: {},
        },
        batch: 1,
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
    },
    {
      file: 'b/slow.onnx',
      bytes: 5_000_000,
      measurement: {
        latency: { p50: 123.4, n: 9, warmup: 3, steady: false, interquartileRange: 12.34, ...rounds },
        batch: 16,
        throughput: [],
        disturbances: [],
        coldStart: one(345.6),
        peakMemory: one(310),
        residentMemory: one(300),
        emptyProcessMemory: one(60),
        clocked: 'promise',
        runtime: '1.30.0',
      },
    },
    { file: 'c/bad.onnx', error: new ModelFileError('`bad.onnx` cannot be measured: it is damaged') },
  ],
};

describe('renderBenchTable', () => {
  it('prints one line a model, empty cells for what was not measured, and what to know about each', () => {
    expect(renderBenchTable(result)).toBe(
      `Some CPU, 2 processors, 8 GiB; ONNX Runtime 1.30.0, Node 20.20.2; threads 1; 3 s a model

model       p50 ms  p90 ms  p99 ms  IQR ms    n  warm-up  best 1/s  at batch  cold start ms  peak MB  file kB
small.onnx  0.0123  0.0150    1.23  0.0020  700       60    654321        64           5.68     77.8     12.3
slow.onnx      123                    12.3    9        3                                346    310.0   5000.0

slow.onnx: the model takes batches of 16 only; its latency is a batch's
slow.onnx: the running median was not steady after warming up
slow.onnx: times include a turn of Node's event loop
\`bad.onnx\` cannot be measured: it is damaged
`,
    );
  });

  it('prints no empty table where nothing could be measured', () => {
    const text = renderBenchTable({ ...result, candidates: result.candidates.slice(2) });
    expect(text.split('\n').slice(1)).toEqual(['', '`bad.onnx` cannot be measured: it is damaged', '']);
  });
});
