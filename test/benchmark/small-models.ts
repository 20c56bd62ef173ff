import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeModel } from '../../pipeline/compiler/onnx-file/encode-model.js';
import { makeInt64Tensor, makeTensor } from '../../pipeline/compiler/onnx-file/make-tensor.js';
import { type OnnxDimension, type OnnxGraph, onnxDataType } from '../../pipeline/compiler/onnx-file/model.js';

/** A temporary folder of .onnx files. */
export function modelFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'ortune-benchmark-'));
  return {
    path: folder,
    write(name: string, bytes: Uint8Array): string {
      const file = join(folder, name);
      writeFileSync(file, bytes);
      return file;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const fileOf = (graph: OnnxGraph) => encodeModel({ irVersion: 8, opsetImports: [{ domain: '', version: 17 }], graph });

/** `depth` products with the same square matrix of `width`, one after the other. */
export function matrixChain(
  width: number,
  depth: number,
  batch: OnnxDimension = 'batch',
  weights = Float32Array.from({ length: width * width }, (_, i) => ((i % 7) - 3) / width),
): Uint8Array {
  const layers = Array.from({ length: depth }, (_, i) => i);
  return fileOf({
    name: 'chain',
    nodes: layers.map((i) => ({
      opType: 'MatMul',
      inputs: [`x${i}`, `w${i}`],
      outputs: [`x${i + 1}`],
      attributes: [],
    })),
    initializers: layers.map((i) => makeTensor(`w${i}`, [width, width], weights)),
    inputs: [{ name: 'x0', elemType: onnxDataType.FLOAT, shape: [batch, width] }],
    outputs: [{ name: `x${depth}`, elemType: onnxDataType.FLOAT, shape: [batch, width] }],
  });
}

/** Looks up rows of an embedding table that has two, where any larger index is an error, and mixes in other types. */
export function manyTypes(): Uint8Array {
  const { FLOAT, DOUBLE, INT32, INT64, UINT8, BOOL } = onnxDataType;
  const types = { reals: DOUBLE, counts: INT32, pixels: UINT8, flags: BOOL };
  const names = Object.keys(types);
  const cast = (from: string, to: string) =>
    ({
      opType: 'Cast',
      inputs: [from],
      outputs: [to],
      attributes: [{ name: 'to', type: 'int', value: FLOAT }],
    }) as const;
  return fileOf({
    name: 'types',
    nodes: [
      { opType: 'Gather', inputs: ['table', 'index'], outputs: ['row'], attributes: [] },
      ...names.map((name) => cast(name, `${name}/float`)),
      { opType: 'Sum', inputs: ['row', ...names.map((name) => `${name}/float`)], outputs: ['y'], attributes: [] },
    ],
    initializers: [makeTensor('table', [2, 4], Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8))],
    inputs: [
      { name: 'index', elemType: INT64, shape: ['batch'] },
      ...Object.entries(types).map(([name, elemType]) => ({ name, elemType, shape: ['batch', 4] })),
    ],
    outputs: [{ name: 'y', elemType: FLOAT, shape: ['batch', 4] }],
  });
}

/** An input of a type that cannot be generated. */
export function textInput(): Uint8Array {
  const value = { elemType: onnxDataType.STRING, shape: [1] };
  return fileOf({
    name: 'text',
    nodes: [{ opType: 'Identity', inputs: ['words'], outputs: ['same'], attributes: [] }],
    initializers: [],
    inputs: [{ name: 'words', ...value }],
    outputs: [{ name: 'same', ...value }],
  });
}

/** Loads, but cannot run on any input: it reshapes 3 values to 2. */
export function impossibleReshape(): Uint8Array {
  return fileOf({
    name: 'reshape',
    nodes: [{ opType: 'Reshape', inputs: ['x', 'shape'], outputs: ['y'], attributes: [] }],
    initializers: [makeInt64Tensor('shape', [2])],
    inputs: [{ name: 'x', elemType: onnxDataType.FLOAT, shape: ['batch', 3] }],
    outputs: [{ name: 'y', elemType: onnxDataType.FLOAT, shape: [2] }],
  });
}

/** A run that does not end while anyone waits: a Loop of 2^62 rounds. */
export function endless(): Uint8Array {
  const { FLOAT, INT64, BOOL } = onnxDataType;
  const body: OnnxGraph = {
    name: 'body',
    nodes: [
      { opType: 'Identity', inputs: ['on'], outputs: ['stillOn'], attributes: [] },
      { opType: 'Cos', inputs: ['state'], outputs: ['next'], attributes: [] },
    ],
    initializers: [],
    inputs: [
      { name: 'round', elemType: INT64, shape: [] },
      { name: 'on', elemType: BOOL, shape: [] },
      { name: 'state', elemType: FLOAT, shape: [1, 2] },
    ],
    outputs: [
      { name: 'stillOn', elemType: BOOL, shape: [] },
      { name: 'next', elemType: FLOAT, shape: [1, 2] },
    ],
  };
  return fileOf({
    name: 'endless',
    nodes: [
      {
        opType: 'Loop',
        inputs: ['rounds', 'yes', 'x'],
        outputs: ['y'],
        attributes: [{ name: 'body', type: 'graph', value: body }],
      },
    ],
    initializers: [
      makeTensor('rounds', [], BigInt64Array.of(2n ** 62n)),
      makeTensor('yes', [], Uint8Array.of(1), BOOL),
    ],
    inputs: [{ name: 'x', elemType: FLOAT, shape: [1, 2] }],
    outputs: [{ name: 'y', elemType: FLOAT, shape: [1, 2] }],
  });
}
