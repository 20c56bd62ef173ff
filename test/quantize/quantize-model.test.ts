import fc from 'fast-check';
import { float16ToFloat32 } from 'npyjs';
import { describe, expect, test } from 'vitest';
import { decodeModel } from '../../pipeline/compiler/onnx-file/decode-model.js';
import { encodeModel } from '../../pipeline/compiler/onnx-file/encode-model.js';
import { QuantizationError } from '../../pipeline/errors.js';
import { halfBits } from '../../pipeline/quantize/float16/half.js';
import { quantizeModel } from '../../pipeline/quantize/quantize-model.js';
import { quantizationVariantNames } from '../../pipeline/quantize/variant-names.js';
import { largestGap, modelOf, normals, op, operatorsOf, type Parts, run, sizeOf, stepsOf } from './model-kit.js';

const constants = {
  kernel: [[16, 16, 3, 3], normals(2304, 'kernel', 0.1)],
  bias: [[16], normals(16, 'bias')],
  dense: [[16, 40], normals(640, 'dense', 0.3)],
  denseT: [[40, 16], normals(640, 'transposed', 0.3)],
  denseBias: [[40], normals(40, 'dense bias')],
} as const satisfies Parts['constants'];

const calibration = (input: readonly number[]) => ({ x: normals(20 * sizeOf(input), 'calibration'), shape: input });

describe('int8-dynamic', () => {
  const nodes = [
    op('Gemm', ['x', 'dense', 'denseBias'], 'd', { alpha: 0.5 }),
    op('Relu', ['d'], 'r'),
    op('Gemm', ['r', 'denseT'], 'y'),
  ];
  const transposed = [op('Gemm', ['x', 'denseT', 'denseBias'], 'y', { transB: 1 })];
  const sequence = [op('MatMul', ['x', 'dense'], 'm'), op('Add', ['m', 'denseBias'], 'y')];

  test.each([
    ['Gemm', nodes, [16]],
    ['Gemm with transposed weights', transposed, [16]],
    ['MatMul of sequences', sequence, [3, 16]],
  ] as const)('%s is within what its scales imply', async (_, graph, input) => {
    const float = modelOf({ nodes: graph, constants, input, outputs: ['y'] });
    const { onnx } = await quantizeModel(float, { variant: 'int8-dynamic' });
    expect(operatorsOf(onnx)).toContain('MatMulInteger');
    const { x } = calibration(input);
    const [given, expected] = [await run(onnx, x, input), await run(float, x, input)];
    const size = Math.max(...(expected.y?.data ?? []).map(Math.abs));
    expect(largestGap(given.y?.data ?? [], expected.y?.data ?? []) / size).toBeLessThan(0.03);
  });

  test('one product: half a step of the input times the weights, and of the weights times the input', async () => {
    const float = modelOf({ nodes: [op('MatMul', ['x', 'dense'], 'y')], constants, input: [16], outputs: ['y'] });
    const { onnx } = await quantizeModel(float, { variant: 'int8-dynamic' });
    const { x } = calibration([16]);
    const [given, expected] = [await run(onnx, x, [16]), await run(float, x, [16])];
    const xStep = (Math.max(...x) - Math.min(...x)) / 255;
    const [, dense] = constants.dense;
    expected.y?.data.forEach((value, i) => {
      const [row, column] = [Math.floor(i / 40), i % 40];
      const taps = Array.from({ length: 16 }, (_, k) => Math.abs(dense[k * 40 + column] ?? 0));
      const wStep = Math.max(...taps) / 127;
      const inputs = x.subarray(row * 16, row * 16 + 16).reduce((sum, v) => sum + Math.abs(v) + xStep / 2, 0);
      // The zero point is rounded as well: a whole step of the input.
      const bound = xStep * taps.reduce((sum, w) => sum + w, 0) + (wStep / 2) * inputs + 1e-5;
      expect(Math.abs((given.y?.data[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(bound);
    });
  });

  test('convolutions keep float32 arithmetic on weights of 8 bits', async () => {
    const nodes = [op('Conv', ['x', 'kernel', 'bias'], 'y', { pads: [1, 1, 1, 1] })];
    const float = modelOf({ nodes, constants, input: [16, 5, 5], outputs: ['y'] });
    const { onnx } = await quantizeModel(float, { variant: 'int8-dynamic' });
    expect(operatorsOf(onnx).toSorted()).toEqual(['Cast', 'Conv', 'Mul']);
    expect(onnx.length).toBeLessThan(0.4 * float.length);
    const { x } = calibration([16, 5, 5]);
    const [given, expected] = [await run(onnx, x, [16, 5, 5]), await run(float, x, [16, 5, 5])];
    expect(largestGap(given.y?.data ?? [], expected.y?.data ?? [])).toBeLessThan(0.05);
  });

  test('weights that several products read are stored once', async () => {
    const shared = [
      op('MatMul', ['x', 'dense'], 'a'),
      op('MatMul', ['a', 'denseT'], 'b'),
      op('MatMul', ['b', 'dense'], 'y'),
    ];
    const float = modelOf({ nodes: shared, constants, input: [16], outputs: ['y'] });
    for (const options of [
      { variant: 'int8-dynamic' },
      { variant: 'int8-static', calibration: calibration([16]) },
    ] as const) {
      const { onnx } = await quantizeModel(float, options);
      const stored = decodeModel(onnx).graph.initializers.filter(({ dims }) => dims.length === 2);
      expect(stored).toHaveLength(2);
    }
  });
});

describe('float16', () => {
  test('rounds to the nearest, of two to the even one', () => {
    const all = Array.from({ length: 0x7c01 }, (_, bits) => (bits === 0x7c00 ? 65_536 : float16ToFloat32(bits)));
    fc.assert(
      fc.property(fc.float({ min: Math.fround(-66_000), max: Math.fround(66_000), noNaN: true }), (x) => {
        const bits = halfBits(x);
        const size = Math.abs(x);
        const at = bits & 0x7fff;
        expect(bits & 0x8000).toBe(x < 0 || Object.is(x, -0) ? 0x8000 : 0);
        const gap = Math.abs((all[at] ?? Number.NaN) - size);
        for (const neighbour of [at - 1, at + 1]) {
          const other = all[neighbour];
          if (other === undefined) continue;
          const otherGap = Math.abs(other - size);
          expect(gap < otherGap || (gap === otherGap && at % 2 === 0)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
    expect(halfBits(Number.POSITIVE_INFINITY)).toBe(0x7c00);
    expect(halfBits(Number.NaN) & 0x7fff).toBeGreaterThan(0x7c00);
    expect([0, 1, -2, 65_504, 2 ** -24, 2 ** -25].map(halfBits)).toEqual([0, 0x3c00, 0xc000, 0x7bff, 1, 0]);
  });

  test('weights lose a two-thousandth, and the file half its size', async () => {
    const nodes = [op('Gemm', ['x', 'dense', 'denseBias'], 'r'), op('Gemm', ['r', 'denseT'], 'y')];
    const float = modelOf({ nodes, constants, input: [16], outputs: ['y'] });
    const { onnx, kept } = await quantizeModel(float, { variant: 'float16' });
    expect(kept).toEqual([]);
    expect(onnx.length / float.length).toBeLessThan(0.6);
    const { x } = calibration([16]);
    const [given, expected] = [await run(onnx, x, [16]), await run(float, x, [16])];
    const size = Math.max(...(expected.y?.data ?? []).map(Math.abs));
    expect(largestGap(given.y?.data ?? [], expected.y?.data ?? []) / size).toBeLessThan(2e-3);
  });

  test('weights beyond its largest number stay', async () => {
    const large = { dense: [[16, 40], normals(640, 'large', 1e5)], denseT: constants.denseT } as const;
    const nodes = [op('Gemm', ['x', 'dense'], 'r'), op('Gemm', ['r', 'denseT'], 'y')];
    const float = modelOf({ nodes, constants: large, input: [16], outputs: ['y'] });
    const { kept, quantized } = await quantizeModel(float, { variant: 'float16' });
    expect(kept).toMatchObject([{ name: 'dense', reason: 'has weights beyond 65504, the largest 16-bit float' }]);
    expect(quantized).toEqual({ Gemm: 1 });
  });
});

describe('int8-static', () => {
  const input = [16, 5, 5];
  const nodes = [
    op('Conv', ['x', 'kernel', 'bias'], 'a', { pads: [1, 1, 1, 1] }),
    op('Relu', ['a'], 'r'),
    op('Conv', ['r', 'kernel'], 'y'),
  ];
  const float = modelOf({ nodes, constants, input, outputs: ['y'] });

  test.each(['min-max', 'percentile', 'entropy'] as const)('calibrated by %s', async (method) => {
    const { onnx } = await quantizeModel(float, { variant: 'int8-static', calibration: calibration(input), method });
    expect(decodeModel(onnx).metadata).toMatchObject({
      quantization: `int8-static, ${method} calibration, uint8 activations`,
    });
    const { x } = calibration(input);
    const [given, expected] = [await run(onnx, x, input), await run(float, x, input)];
    const size = Math.max(...(expected.y?.data ?? []).map(Math.abs));
    expect(largestGap(given.y?.data ?? [], expected.y?.data ?? []) / size).toBeLessThan(0.2);
  });

  test('int8 activations give what uint8 ones give', async () => {
    const options = { variant: 'int8-static', calibration: calibration(input) } as const;
    const [unsigned, signed] = [
      await quantizeModel(float, options),
      await quantizeModel(float, { ...options, activations: 'int8' }),
    ];
    const { x } = calibration(input);
    const [a, b] = [await run(unsigned.onnx, x, input), await run(signed.onnx, x, input)];
    expect(largestGap(a.y?.data ?? [], b.y?.data ?? [])).toBeLessThanOrEqual(stepsOf(unsigned.onnx, 'y').scale * 2.01);
  });

  test('a convolution of few channels stays in float32, with the reason', async () => {
    const small = {
      few: [[16, 1, 3, 3], normals(144, 'few', 0.3)],
      kernel: constants.kernel,
    } as const;
    const chain = [
      op('Conv', ['x', 'few'], 'a'),
      op('Relu', ['a'], 'r'),
      op('MaxPool', ['r'], 'p', { kernel_shape: [2, 2], strides: [2, 2] }),
      op('Conv', ['p', 'kernel'], 'y', { pads: [1, 1, 1, 1] }),
    ];
    const model = modelOf({ nodes: chain, constants: small, input: [1, 8, 8], outputs: ['y'] });
    const { onnx, kept } = await quantizeModel(model, { variant: 'int8-static', calibration: calibration([1, 8, 8]) });
    expect(kept.map(({ op }) => op).toSorted()).toEqual(['Conv', 'Relu']);
    // The Relu is next to the QuantizeLinear, which keeps that behind the pooling.
    const operators = operatorsOf(onnx);
    expect(operators.indexOf('Relu')).toBeGreaterThan(operators.indexOf('MaxPool'));
    const { x } = calibration([1, 8, 8]);
    const [given, expected] = [await run(onnx, x, [1, 8, 8]), await run(model, x, [1, 8, 8])];
    const size = Math.max(...(expected.y?.data ?? []).map(Math.abs));
    expect(largestGap(given.y?.data ?? [], expected.y?.data ?? []) / size).toBeLessThan(0.02);
  });
});

describe('what cannot be quantized', () => {
  const dense = modelOf({ nodes: [op('Gemm', ['x', 'dense'], 'y')], constants, input: [16], outputs: ['y'] });

  test('a model without weights', async () => {
    const none = modelOf({ nodes: [op('Relu', ['x'], 'y')], input: [16], outputs: ['y'] });
    for (const variant of quantizationVariantNames) {
      const options = variant === 'int8-static' ? { variant, calibration: calibration([16]) } : { variant };
      await expect(quantizeModel(none, options)).rejects.toThrow(QuantizationError);
    }
  });

  test('weights that are no constants', async () => {
    const product = modelOf({
      nodes: [op('Transpose', ['x'], 't', { perm: [0, 2, 1] }), op('MatMul', ['x', 't'], 'y')],
      input: [4, 4],
      outputs: ['y'],
    });
    await expect(quantizeModel(product, { variant: 'int8-dynamic' })).rejects.toThrow(
      'nothing of the model can be int8-dynamic: MatMul: its weights are not constants of the file, or are transposed',
    );
  });

  test('a model that is quantized already', async () => {
    const { onnx } = await quantizeModel(dense, { variant: 'int8-dynamic' });
    await expect(quantizeModel(onnx, { variant: 'float16' })).rejects.toThrow(
      /quantized already \(DynamicQuantizeLinear/,
    );
  });

  test('an operator set that is too old', async () => {
    const old = modelOf({
      nodes: [op('Gemm', ['x', 'dense', 'denseBias'], 'y')],
      constants,
      input: [16],
      outputs: ['y'],
      opset: 9,
    });
    await expect(quantizeModel(old, { variant: 'int8-static', calibration: calibration([16]) })).rejects.toThrow(
      'the model has operator set 9, and int8-static needs 13',
    );
  });

  test('weights in another file', async () => {
    const model = decodeModel(dense);
    const initializers = model.graph.initializers.map((tensor) => ({
      ...tensor,
      externalData: { location: 'weights' },
    }));
    const external = encodeModel({ ...model, graph: { ...model.graph, initializers } });
    await expect(quantizeModel(external, { variant: 'float16' })).rejects.toThrow(
      'keeps weights in another file (`kernel`)',
    );
  });

  test('samples of another shape', async () => {
    await expect(quantizeModel(dense, { variant: 'int8-static', calibration: calibration([7]) })).rejects.toThrow(
      'the model does not run on samples of shape [7]',
    );
  });
});
