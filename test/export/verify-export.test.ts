import { describe, expect, it } from 'vitest';
import { encodeModel } from '../../pipeline/compiler/onnx-file/encode-model.js';
import { makeTensor } from '../../pipeline/compiler/onnx-file/make-tensor.js';
import { type OnnxModel, onnxDataType } from '../../pipeline/compiler/onnx-file/model.js';
import { ModelFileError, OrtuneError, ParityError } from '../../pipeline/errors.js';
import { verifyExport } from '../../pipeline/export/verify-export.js';

/** y = x W for samples of shape [2, 2], W [4, 3]; the batch is whatever `batch` says. */
function linear(weights: readonly number[], batch: number | string = 'batch'): Uint8Array {
  const model: OnnxModel = {
    irVersion: 8,
    opsetImports: [{ domain: '', version: 17 }],
    graph: {
      name: 'linear',
      nodes: [
        { opType: 'Flatten', inputs: ['x'], outputs: ['flat'], attributes: [] },
        { opType: 'MatMul', inputs: ['flat', 'w'], outputs: ['y'], attributes: [] },
      ],
      initializers: [makeTensor('w', [4, 3], Float32Array.from(weights))],
      inputs: [{ name: 'x', elemType: onnxDataType.FLOAT, shape: [batch, 2, 2] }],
      outputs: [{ name: 'y', elemType: onnxDataType.FLOAT, shape: [batch, 3] }],
    },
  };
  return encodeModel(model);
}

const weights = [1, 0, -1, 2, 1, 0, 0, 3, 1, -1, 2, 0.5];
const rows = 600;
const x = Float32Array.from({ length: 4 * rows }, (_, i) => ((i * 7) % 11) - 4);

/** The same product in plain loops. */
const reference = Float32Array.from({ length: 3 * rows }, (_, i) => {
  const [row, column] = [Math.floor(i / 3), i % 3];
  return [0, 1, 2, 3].reduce((sum, k) => sum + (x[4 * row + k] ?? 0) * (weights[3 * k + column] ?? 0), 0);
});

const common = { x, inputShape: [2, 2], reference, kind: 'classification' } as const;

describe('verifyExport', () => {
  it('passes a file that gives what the network gave', async () => {
    expect(await verifyExport({ ...common, onnx: linear(weights) })).toEqual({ maxAbs: 0, maxRel: 0, top1: 1 });
  });

  it('takes raw bytes where the file wants floats', async () => {
    const bytes = Uint8Array.from(x, (value) => value + 4);
    const floats = Float32Array.from(bytes);
    const onBytes = Float32Array.from({ length: 3 * rows }, (_, i) => {
      const [row, column] = [Math.floor(i / 3), i % 3];
      return [0, 1, 2, 3].reduce((sum, k) => sum + (floats[4 * row + k] ?? 0) * (weights[3 * k + column] ?? 0), 0);
    });
    const parity = await verifyExport({ ...common, x: bytes, reference: onBytes, onnx: linear(weights) });
    expect(parity.maxAbs).toBe(0);
  });

  it.each(['INT32', 'INT64', 'UINT8'] as const)('gives samples to an input of type %s', async (type) => {
    const whole: OnnxModel = {
      irVersion: 8,
      opsetImports: [{ domain: '', version: 17 }],
      graph: {
        name: 'whole',
        nodes: [{ opType: 'Cast', inputs: ['x'], outputs: ['y'], attributes: [{ name: 'to', type: 'int', value: 1 }] }],
        initializers: [],
        inputs: [{ name: 'x', elemType: onnxDataType[type], shape: ['batch', 3] }],
        outputs: [{ name: 'y', elemType: onnxDataType.FLOAT, shape: ['batch', 3] }],
      },
    };
    const indices = Float32Array.of(0, 1, 2, 7, 5, 3);
    const verdict = verifyExport({
      onnx: encodeModel(whole),
      x: indices,
      inputShape: [3],
      reference: indices,
      kind: 'regression',
    });
    expect(await verdict).toEqual({ maxAbs: 0, maxRel: 0, top1: undefined });
  });

  it('names trial, difference and agreement of a file that differs', async () => {
    const off = weights.map((weight, i) => (i === 0 ? weight + 0.5 : weight));
    const verdict = verifyExport({ ...common, onnx: linear(off), trial: 7 });
    await expect(verdict).rejects.toThrow(ParityError);
    // The largest |x| that the wrong weight meets is 6, so the outputs differ by 3.
    await expect(verdict).rejects.toThrow(/^trial 7: .*largest difference 3\.00 .*same top class for [\d.]+ %/);
  });

  it('allows a difference within the tolerance', async () => {
    const off = weights.map((weight, i) => (i === 0 ? weight + 1e-5 : weight));
    const parity = await verifyExport({ ...common, onnx: linear(off) });
    expect(parity.maxAbs).toBeGreaterThan(1e-5);
    await expect(verifyExport({ ...common, onnx: linear(off), tolerance: 1e-7 })).rejects.toThrow(ParityError);
  });

  it('refuses to compare on zeros or any other constant', async () => {
    for (const constant of [0, 3, Number.NaN]) {
      const flat = new Float32Array(x.length).fill(constant);
      await expect(verifyExport({ ...common, x: flat, onnx: linear(weights) })).rejects.toThrow(
        /parity cannot be measured on 2400 values that are all (0|3|NaN)/,
      );
    }
  });

  it('finds a batch size that was baked into the file', async () => {
    await expect(verifyExport({ ...common, onnx: linear(weights, rows) })).rejects.toThrow(ModelFileError);
  });

  it('refuses outputs of another width', async () => {
    const verdict = verifyExport({ ...common, reference: reference.subarray(0, 2 * rows), onnx: linear(weights) });
    await expect(verdict).rejects.toThrow(/gives 3 outputs a sample, the trained network 2/);
  });

  it('says that a damaged file does not run', async () => {
    const verdict = verifyExport({ ...common, onnx: linear(weights).subarray(0, 60), trial: 1 });
    await expect(verdict).rejects.toThrow(/^trial 1: the exported file does not run in ONNX Runtime/);
    await expect(verdict).rejects.toThrow(OrtuneError);
  });
});
