import { describe, expect, it } from 'vitest';
import { renderBenchChart } from '../../../pipeline/run/commands/render-bench-chart.js';
import { renderBenchCsv } from '../../../pipeline/run/commands/render-bench-csv.js';
import { benchResult } from '../../benchmark/bench-result.js';
import { parseRows } from '../../cli/run-cli.js';

describe('renderBenchCsv', () => {
  it('has a row for each file, with empty cells for what is not known', async () => {
    const [small, slow, bad] = parseRows(await renderBenchCsv(benchResult));
    expect(small).toMatchObject({
      file: 'a/small.onnx',
      group: '1',
      latency_p50_ms: '0.01234',
      latency_p50_low_ms: '0.0121',
      latency_p50_high_ms: '0.0126',
      'latency_p99.9_ms': '',
      throughput_per_s: '654321.4',
      throughput_batch: '64',
      parameters: '12345',
      multiply_adds: '1234567',
      gflops_per_s: '200.1',
      roof_share: '0.853',
      bound_by: 'arithmetic',
      error: '',
      peak_gflops_per_s: '234.5',
      onnxruntime: '1.30.0',
    });
    expect(slow).toMatchObject({ batch: '16', integers: 'zeros', parameters: '', roof_share: '' });
    expect(slow?.disturbances).toBe('runs became 12 % slower from the first round to the last');
    expect(bad).toMatchObject({
      file: 'c/bad.onnx',
      latency_p50_ms: '',
      error: '`bad.onnx` cannot be measured: it is damaged',
      cpu: 'Some CPU',
    });
  });
});

describe('renderBenchChart', () => {
  it('is a well-formed picture of the percentiles that were measured', () => {
    const picture = renderBenchChart(benchResult) ?? '';
    expect(picture).toMatch(/^<svg [\s\S]*<\/svg>$/);
    for (const text of ['small.onnx', 'slow.onnx', 'p50', 'p90', 'p99']) expect(picture).toContain(`>${text}<`);
    expect(picture).not.toContain('bad.onnx');
    // Every attribute ends where it should: no quotation mark is left between them.
    for (const [tag] of picture.matchAll(/<[a-z][^>]*>/g)) {
      expect(tag).toMatch(/^<[a-z]+(\s+[\w:-]+="[^"]*")*\s*\/?>$/);
    }
  });

  it('is nothing where nothing was measured', () => {
    expect(renderBenchChart({ ...benchResult, candidates: benchResult.candidates.slice(2) })).toBeUndefined();
  });
});
