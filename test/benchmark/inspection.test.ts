import { afterAll, describe, expect, it } from 'vitest';
import { inspectModel } from '../../pipeline/benchmark/inspection.js';
import { encodeModel } from '../../pipeline/compiler/onnx-file/encode-model.js';
import { makeInt64Tensor, makeTensor } from '../../pipeline/compiler/onnx-file/make-tensor.js';
import { type OnnxAttribute, onnxDataType } from '../../pipeline/compiler/onnx-file/model.js';
import { modelFolder } from './small-models.js';

const folder = modelFolder();
afterAll(folder.remove);

const weights = (name: string, dims: readonly number[]) =>
  makeTensor(
    name,
    dims,
    Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i)),
  );
const ints = (name: string, ...value: number[]): OnnxAttribute => ({ name, type: 'ints', value });
const int = (name: string, value: number): OnnxAttribute => ({ name, type: 'int', value });

/**
 * x [batch, 4, 12, 12] -> Conv in 2 groups, dilated, strided -> Relu -> ConvTranspose -> flat rows -> LSTM over them as a
 * sequence -> MatMul by an int8 table, dequantized -> Gemm: one of each kind, with the operators that ONNX Runtime fuses.
 */
function mixture(): Uint8Array {
  const { FLOAT } = onnxDataType;
  const node = (opType: string, inputs: string[], outputs: string[], ...attributes: OnnxAttribute[]) => ({
    opType,
    inputs,
    outputs,
    attributes,
  });
  return encodeModel({
    irVersion: 8,
    opsetImports: [{ domain: '', version: 17 }],
    graph: {
      name: 'mixture',
      nodes: [
        node('Conv', ['x', 'w1', 'b1'], ['c'], int('group', 2), ints('dilations', 2, 2), ints('strides', 2, 2)),
        node('Relu', ['c'], ['r']),
        node('ConvTranspose', ['r', 'w2'], ['t'], ints('strides', 2, 2)),
        node('Reshape', ['t', 'sequence'], ['s']),
        node('LSTM', ['s', 'w3', 'r3'], ['all', 'last'], int('hidden_size', 5)),
        node('Reshape', ['last', 'rows'], ['rows_']),
        node('DequantizeLinear', ['w4', 'scale'], ['w4_']),
        node('MatMul', ['rows_', 'w4_'], ['m']),
        node('Gemm', ['m', 'w5', 'b5'], ['y'], int('transB', 1)),
      ],
      initializers: [
        weights('w1', [6, 2, 3, 3]),
        weights('b1', [6]),
        weights('w2', [6, 3, 2, 2]),
        makeInt64Tensor('sequence', [3, -1, 64]),
        weights('w3', [1, 20, 64]),
        weights('r3', [1, 20, 5]),
        makeInt64Tensor('rows', [-1, 5]),
        makeTensor(
          'w4',
          [5, 7],
          Int8Array.from({ length: 35 }, (_, i) => i - 17),
        ),
        weights('scale', []),
        weights('w5', [8, 7]),
        weights('b5', [8]),
      ],
      inputs: [{ name: 'x', elemType: FLOAT, shape: ['batch', 4, 12, 12] }],
      outputs: [{ name: 'y', elemType: FLOAT }],
    },
  });
}

describe('inspectModel', { timeout: 30_000 }, () => {
  it('counts what the graph of the file computes, whatever ONNX Runtime makes of it, and profiles what runs', async () => {
    const file = folder.write('mixture.onnx', mixture());
    const oneThread = { intraOpNumThreads: 1, interOpNumThreads: 1 };
    const { parameters, operations, activations, profile } = await inspectModel(file, oneThread, {
      dims: { batch: 2 },
    });

    // 12 -> floor((12 - 5) / 2) + 1 = 4 rows and columns -> 8 of 3 channels: 2 x 192 values, 2 sequences of 3 steps.
    const conv = 2 * 6 * 4 * 4 * (2 * 9);
    const transposed = 2 * 6 * 4 * 4 * (3 * 4);
    const lstm = 3 * 2 * 20 * (64 + 5);
    expect(operations.multiplyAdds).toBe(conv + transposed + lstm + 2 * 5 * 7 + 2 * 7 * 8);
    expect(operations.uncounted).toEqual([]);
    const floats = 108 + 6 + 72 + 1280 + 100 + 1 + 56 + 8;
    expect(parameters).toBe(floats + 35);
    // The two int64 shapes are read as well.
    expect(operations.weightBytes).toBe(4 * floats + 35 + 8 * 5);

    expect(profile.runs).toBeGreaterThan(1);
    const operators = profile.nodes.map(({ operator }) => operator);
    expect(operators).toContain('LSTM');
    expect(operators).not.toContain('Relu');
    // At least the input is read and every product written once.
    expect(activations.bytes).toBeGreaterThan(4 * (2 * 4 * 144 + 2 * 6 * 16 + 2 * 192));
    expect(activations.largest).toBeLessThan(activations.bytes);
  });

  it('says why a model cannot be run', async () => {
    const bytes = mixture();
    const file = folder.write('cut.onnx', bytes.slice(0, bytes.length / 2));
    await expect(inspectModel(file, {}, {})).rejects.toThrow(/^`cut\.onnx` cannot be measured: not an ONNX model/);
  });
});
