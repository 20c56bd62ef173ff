import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'npyjs';
import { afterAll, describe, expect, test } from 'vitest';
import { ModelFileError, QuantizationError, UsageError } from '../../../pipeline/errors.js';
import { quantize } from '../../../pipeline/run/commands/quantize.js';
import { type QuantizationReport, renderQuantization } from '../../../pipeline/run/commands/render-quantization.js';
import { modelOf, normals, op } from '../../quantize/model-kit.js';

const folder = mkdtempSync(join(tmpdir(), 'quantize-command-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string) => join(folder, name);

const report: QuantizationReport = {
  variant: 'int8-static',
  before: { file: 'model.onnx', bytes: 400_000 },
  after: { file: 'model.int8-static.onnx', bytes: 104_000 },
  quantized: { Conv: 3, Gemm: 2 },
  kept: [
    { name: 'first', op: 'Conv', reason: 'too few channels' },
    { name: 'a', op: 'Softmax', reason: 'has no 8-bit form' },
    { name: 'b', op: 'Softmax', reason: 'has no 8-bit form' },
  ],
  comparedOn: 'calibration samples',
  difference: { maxAbs: 0.0312, maxRel: 0.0123, top1: 0.996 },
  latency: {
    before: 0.05,
    after: 0.025,
    comparison: { ratio: 0.5, interval: { low: 0.4, high: 0.625 }, verdict: 'faster' },
  },
};

describe('what is printed', () => {
  test('sizes, operators, what stays and why, the difference and the latency', () => {
    expect(renderQuantization(report)).toBe(`model.int8-static.onnx: 104.0 kB, 26 % of 400.0 kB
int8-static: 3 Conv, 2 Gemm
float32 Conv: too few channels (first)
float32 Softmax: has no 8-bit form (a and 1 more)
on the calibration samples: largest difference 0.0312 (1.2 % of the largest output), same top class in 99.6 %
p50 at batch 1: 0.025 ms, was 0.05 ms: 2.00 (1.60 to 2.50) times as fast
`);
  });

  test('slower is called slower; what is not known is left out', () => {
    const latency = { before: 0.05, after: 0.1 };
    const slower = { ratio: 2, interval: { low: 1.5, high: 2.5 }, verdict: 'slower' } as const;
    const tied = { ratio: 2, interval: { low: 0.8, high: 5 }, verdict: 'tied' } as const;
    expect(renderQuantization({ ...report, latency: { ...latency, comparison: slower } })).toContain(
      'was 0.05 ms: 2.00 (1.50 to 2.50) times as slow\n',
    );
    expect(renderQuantization({ ...report, latency: { ...latency, comparison: tied } })).toContain(
      ': 0.50 (0.20 to 1.25) times as fast, so no difference can be told\n',
    );
    const { top1: _, ...difference } = report.difference;
    const text = renderQuantization({ ...report, latency: undefined, difference: { ...difference, top1: undefined } });
    expect(text).not.toContain('p50');
    expect(text).not.toContain('top class');
  });
});

describe('what is refused, before anything is written', () => {
  writeFileSync(path('relu.onnx'), modelOf({ nodes: [op('Relu', ['x'], 'y')], input: [4], outputs: ['y'] }));
  writeFileSync(path('x.npy'), new Uint8Array(dump(normals(8, 'x'), [2, 4])));
  const before = readdirSync(folder);

  test.each([
    [
      'no calibration',
      {},
      UsageError,
      'int8-static needs samples to find the ranges of activations: `--calibration data.npz`',
    ],
    [
      'a method without calibration',
      { variant: 'float16', method: 'entropy' },
      UsageError,
      '`--method` is of int8-static',
    ],
    ['the model as its output', { out: path('relu.onnx') }, UsageError, 'is the model itself'],
    [
      'nothing to quantize',
      { calibration: path('x.npy') },
      QuantizationError,
      'nothing of the model can be int8-static',
    ],
  ] as const)('%s', async (_, options, kind, message) => {
    const command = quantize(path('relu.onnx'), { variant: 'int8-static', samples: 10, ...options });
    await expect(command).rejects.toThrow(kind);
    await expect(command).rejects.toThrow(message);
    expect(readdirSync(folder)).toEqual(before);
  });

  test('a file that is not there', async () => {
    const command = quantize(path('none.onnx'), { variant: 'float16', samples: 10 });
    await expect(command).rejects.toThrow(ModelFileError);
  });
});
