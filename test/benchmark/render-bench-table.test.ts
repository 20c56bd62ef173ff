import { describe, expect, it } from 'vitest';
import { renderBenchTable } from '../../pipeline/benchmark/render-bench-table.js';
import { one, benchResult as result } from './bench-result.js';

describe('renderBenchTable', () => {
  it('prints one line a model, empty cells for what is not known, and what to know about each', () => {
    expect(renderBenchTable(result)).toBe(
      `Some CPU, 2 processors, 8 GiB; ONNX Runtime 1.30.0, Node 20.20.2
session: intraOpNumThreads 1, executionMode "sequential"
at most 3 s a model
peaks: 235 GFLOP/s, 20.4 GB/s

model       group  p50 ms  95 % interval  p90 ms  p99 ms    n  rounds  best 1/s  at batch
small.onnx      1  0.0123  0.0121-0.0126  0.0150    1.23  700       1    654321        64
slow.onnx       2     123                                   9       1

model       cold start ms  peak MB  resident MB  file kB  parameters  MMAC  GFLOP/s  of peak  GB/s  of peak  of roof    bound by
small.onnx           5.68     77.8         76.0     12.3       12345  1.23      200     85 %   4.4    4.9 %     85 %  arithmetic
slow.onnx             346    310.0        300.0   5000.0

slow.onnx: its latency is that of a batch of 16
slow.onnx: integer inputs are all zeros: it does not run on 0 and 1 mixed
slow.onnx: the running median was not steady after warming up
slow.onnx: times include a turn of Node's event loop
slow.onnx: runs became 12 % slower from the first round to the last
slow.onnx: not looked into: \`slow.onnx\` was not measured within 120 s
\`bad.onnx\` cannot be measured: it is damaged
`,
    );
  });

  it('prints no empty tables where nothing could be measured', () => {
    const text = renderBenchTable({ ...result, candidates: result.candidates.slice(2) });
    expect(text.split('\n').slice(4)).toEqual(['', '`bad.onnx` cannot be measured: it is damaged', '']);
  });

  it('has the percentile that was asked for with its interval, and the rate of a server', () => {
    const [model] = result.candidates;
    if (!model || 'error' in model) throw new Error('the first one is measured');
    const server = { percentile: 'p99.9', bound: 5, requests: 900, rate: one(321.4) } as const;
    const latency = { ...model.measurement.latency, 'p99.9': 2.5, intervals: { 'p99.9': { low: 2.1, high: 2.9 } } };
    const measurement = { ...model.measurement, latency, server };
    const text = renderBenchTable({ ...result, percentile: 'p99.9', candidates: [{ ...model, measurement }] });
    expect(text).toMatch(/p99 ms {2}p99\.9 ms {2}95 % interval {4}n {2}rounds.* {2}server 1\/s\n/);
    expect(text).toMatch(/ 2\.50 {6}2\.10-2\.90 .* 321\n/);
    expect(text).toContain('small.onnx: the server rate keeps p99.9, waiting included, within 5 ms');
  });
});
