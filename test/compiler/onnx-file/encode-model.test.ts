import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { decodeModel } from '../../../pipeline/compiler/onnx-file/decode-model.js';
import { encodeModel } from '../../../pipeline/compiler/onnx-file/encode-model.js';
import { makeInt64Tensor, makeTensor } from '../../../pipeline/compiler/onnx-file/make-tensor.js';
import {
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxTensor,
  onnxDataType,
} from '../../../pipeline/compiler/onnx-file/model.js';
import { modelProto } from '../../../pipeline/compiler/onnx-file/schema.js';
import { ModelFileError } from '../../../pipeline/errors.js';

const { FLOAT } = onnxDataType;

/** y = x W + b with x [batch, 3], W [3, 2]. */
const affine: OnnxModel = {
  irVersion: 8,
  opsetImports: [{ domain: '', version: 17 }],
  producerName: 'ortune',
  metadata: { task: 'regression' },
  graph: {
    name: 'affine',
    nodes: [
      { opType: 'MatMul', inputs: ['x', 'w'], outputs: ['product'], attributes: [] },
      { opType: 'Add', inputs: ['product', 'b'], outputs: ['y'], attributes: [], name: 'bias' },
    ],
    initializers: [
      makeTensor('w', [3, 2], Float32Array.of(1, 2, 3, 4, 5, 6)),
      makeTensor('b', [2], Float32Array.of(0.5, -0.5)),
    ],
    inputs: [{ name: 'x', elemType: FLOAT, shape: ['batch', 3] }],
    outputs: [{ name: 'y', elemType: FLOAT, shape: ['batch', 2] }],
  },
};

const floatsOf = (tensor: Tensor | undefined) => Array.from((tensor?.data ?? []) as Float32Array);

describe('encodeModel', () => {
  it('writes a file that ONNX Runtime runs', async () => {
    const session = await InferenceSession.create(encodeModel(affine));
    expect(session.inputMetadata).toMatchObject([{ name: 'x', type: 'float32', shape: ['batch', 3] }]);
    const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(1, 0, 0, 0, 1, 2), [2, 3]) });
    expect(y?.dims).toEqual([2, 2]);
    expect(floatsOf(y)).toEqual([1.5, 1.5, 13.5, 15.5]);
    await session.release();
  });

  it('writes attributes ONNX Runtime understands: int, ints, float, string, tensor and a subgraph', async () => {
    // `pick` decides at run time whether the result is doubled or negated.
    const branch = (name: string, factor: number): OnnxGraph => ({
      name,
      inputs: [],
      outputs: [{ name: `${name}/y`, elemType: FLOAT, shape: [1, 4] }],
      initializers: [makeTensor(`${name}/factor`, [], Float32Array.of(factor))],
      nodes: [{ opType: 'Mul', inputs: ['flat', `${name}/factor`], outputs: [`${name}/y`], attributes: [] }],
    });
    const model: OnnxModel = {
      irVersion: 10,
      opsetImports: [{ domain: '', version: 21 }],
      graph: {
        name: 'attributes',
        inputs: [
          { name: 'x', elemType: FLOAT, shape: [1, 1, 3, 3] },
          { name: 'pick', elemType: onnxDataType.BOOL, shape: [] },
        ],
        outputs: [{ name: 'y', elemType: FLOAT, shape: [1, 4] }],
        initializers: [],
        nodes: [
          {
            opType: 'Constant',
            inputs: [],
            outputs: ['k'],
            attributes: [
              { name: 'value', type: 'tensor', value: makeTensor('', [1, 1, 2, 2], Float32Array.of(1, 1, 1, 1)) },
            ],
          },
          {
            opType: 'Conv',
            inputs: ['x', 'k'],
            outputs: ['sums'],
            attributes: [
              { name: 'strides', type: 'ints', value: [1, 1] },
              { name: 'auto_pad', type: 'string', value: 'VALID' },
            ],
          },
          {
            opType: 'LeakyRelu',
            inputs: ['sums'],
            outputs: ['r'],
            attributes: [{ name: 'alpha', type: 'float', value: 0.5 }],
          },
          {
            opType: 'Flatten',
            inputs: ['r'],
            outputs: ['flat'],
            attributes: [{ name: 'axis', type: 'int', value: 1 }],
          },
          {
            opType: 'If',
            inputs: ['pick'],
            outputs: ['y'],
            attributes: [
              { name: 'then_branch', type: 'graph', value: branch('then', 2) },
              { name: 'else_branch', type: 'graph', value: branch('else', -1) },
            ],
          },
        ],
      },
    };
    const session = await InferenceSession.create(encodeModel(model));
    const x = new Tensor('float32', Float32Array.of(-1, -1, 0, -1, -1, 1, 0, 1, 2), [1, 1, 3, 3]);
    const sums = [-4 * 0.5, -1 * 0.5, -1 * 0.5, 3];
    for (const [pick, factor] of [
      [1, 2],
      [0, -1],
    ] as const) {
      const { y } = await session.run({ x, pick: new Tensor('bool', Uint8Array.of(pick), []) });
      expect(floatsOf(y)).toEqual(sums.map((sum) => sum * factor));
    }
    await session.release();
  });

  it('refuses integers that cannot be stored exactly', () => {
    const broken: OnnxModel = {
      ...affine,
      graph: { ...affine.graph, inputs: [{ name: 'x', elemType: FLOAT, shape: [1.5, 3] }] },
    };
    expect(() => encodeModel(broken)).toThrow(/shape of x.*got 1\.5/);
  });
});

describe('decodeModel', () => {
  it('gives back what encodeModel was given', () => {
    fc.assert(
      fc.property(arbitraryModel(), (model) => {
        expect(decodeModel(encodeModel(model))).toEqual(model);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps 64-bit attribute values exact', () => {
    const values = [0, -1, 2 ** 53 - 1, -(2 ** 53) + 1, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n];
    const node = {
      opType: 'Slice',
      inputs: ['x'],
      outputs: ['y'],
      attributes: [{ name: 'ends', type: 'ints', value: values } as const],
    };
    const model = { ...affine, graph: { ...affine.graph, nodes: [node] } };
    expect(decodeModel(encodeModel(model)).graph.nodes[0]?.attributes).toEqual(node.attributes);
  });

  it('reads raw data without copying it', () => {
    const bytes = encodeModel(affine);
    expect(decodeModel(bytes).graph.initializers[0]?.rawData.buffer).toBe(bytes.buffer);
  });

  it('brings typed tensor fields to raw data', () => {
    const wire = modelProto.encode({
      irVersion: 8,
      graph: {
        name: 'typed',
        initializer: [
          { name: 'f', dims: [2], dataType: FLOAT, floatData: [1.5, -2] },
          { name: 'i64', dims: [3], dataType: onnxDataType.INT64, int64Data: [-1, 7, 2 ** 40] },
          { name: 'i32', dims: [1], dataType: onnxDataType.INT32, int32Data: [-5] },
          { name: 'i8', dims: [2], dataType: onnxDataType.INT8, int32Data: [-5, 5] },
          { name: 'f16', dims: [1], dataType: onnxDataType.FLOAT16, int32Data: [0x3c00] },
          { name: 'd', dims: [1], dataType: onnxDataType.DOUBLE, doubleData: [Math.PI] },
          { name: 'u32', dims: [1], dataType: onnxDataType.UINT32, uint64Data: [4294967295] },
        ],
      },
    });
    const raw = decodeModel(wire.finish()).graph.initializers.map(({ rawData }) => Buffer.from(rawData));
    expect(raw.map((buffer) => buffer.length)).toEqual([8, 24, 4, 2, 2, 8, 4]);
    expect([raw[0]?.readFloatLE(0), raw[0]?.readFloatLE(4)]).toEqual([1.5, -2]);
    expect([0, 8, 16].map((at) => raw[1]?.readBigInt64LE(at))).toEqual([-1n, 7n, 2n ** 40n]);
    expect(raw[2]?.readInt32LE(0)).toBe(-5);
    expect([raw[3]?.readInt8(0), raw[3]?.readInt8(1)]).toEqual([-5, 5]);
    expect(raw[4]?.readUInt16LE(0)).toBe(0x3c00);
    expect(raw[5]?.readDoubleLE(0)).toBe(Math.PI);
    expect(raw[6]?.readUInt32LE(0)).toBe(4294967295);
  });

  it('carries sequence types and functions through', () => {
    const other = { kind: 'sequence', type: Uint8Array.of(10, 4, 10, 2, 8, 1) } as const;
    const model: OnnxModel = {
      ...affine,
      functions: [Uint8Array.of(10, 1, 65)],
      graph: { ...affine.graph, inputs: [{ name: 's', elemType: 0, other }] },
    };
    expect(decodeModel(Uint8Array.from(encodeModel(model)))).toEqual(model);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['text', new TextEncoder().encode('{"format": "layers-model"}')],
    ['zeros', new Uint8Array(100)],
    ['a file cut off in the middle', encodeModel(affine).subarray(0, 60)],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeModel(bytes)).toThrow(ModelFileError);
  });

  it('answers any cut or overwritten file with a model or a ModelFileError, nothing else', () => {
    const good = encodeModel(affine);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, byte, end) => {
        const bytes = good.slice(0, end);
        if (at < end) bytes[at] = byte;
        try {
          decodeModel(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ModelFileError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function arbitraryModel(): fc.Arbitrary<OnnxModel> {
  const name = fc.string({ minLength: 1, maxLength: 8 });
  const optionalName = fc.option(name, { nil: undefined });
  const float = fc.float({ noNaN: true });
  const int = fc.oneof(fc.maxSafeInteger(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }));
  const tensor: fc.Arbitrary<OnnxTensor> = fc.oneof(
    fc
      .tuple(name, fc.array(float, { maxLength: 6 }))
      .map(([n, values]) => makeTensor(n, [values.length], Float32Array.from(values))),
    fc.tuple(name, fc.array(fc.nat(), { maxLength: 4 })).map(([n, values]) => makeInt64Tensor(n, values)),
  );
  const valueInfo = fc.record({
    name,
    elemType: fc.constantFrom(1, 6, 7, 9, 11),
    shape: fc.option(fc.array(fc.oneof(fc.nat(1000), name, fc.constant(null)), { maxLength: 4 }), { nil: undefined }),
    docString: optionalName,
  });
  const { graph } = fc.letrec<{ graph: OnnxGraph; attribute: OnnxAttribute }>((tie) => ({
    attribute: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.record({ name, type: fc.constant('float' as const), value: float }),
      fc.record({ name, type: fc.constant('int' as const), value: int }),
      fc.record({ name, type: fc.constant('string' as const), value: fc.string({ unit: 'grapheme' }) }),
      fc.record({ name, type: fc.constant('string' as const), value: fc.constant(Uint8Array.of(0xff, 0xfe)) }),
      fc.record({ name, type: fc.constant('tensor' as const), value: tensor }),
      fc.record({ name, type: fc.constant('floats' as const), value: fc.array(float) }),
      fc.record({ name, type: fc.constant('ints' as const), value: fc.array(int) }),
      fc.record({ name, type: fc.constant('strings' as const), value: fc.array(fc.string()) }),
      fc.record({ name, type: fc.constant('tensors' as const), value: fc.array(tensor, { maxLength: 2 }) }),
      fc.record({ name, type: fc.constant('graph' as const), value: tie('graph') }),
      fc.record({ name, type: fc.constant('graphs' as const), value: fc.array(tie('graph'), { maxLength: 2 }) }),
    ),
    graph: fc.record({
      name,
      nodes: fc.array(
        fc.record({
          opType: name,
          inputs: fc.array(fc.oneof(name, fc.constant('')), { maxLength: 3 }),
          outputs: fc.array(name, { maxLength: 2 }),
          attributes: fc.array(tie('attribute'), { maxLength: 2 }),
          name: optionalName,
          domain: optionalName,
          docString: optionalName,
        }),
        { maxLength: 3 },
      ),
      initializers: fc.array(tensor, { maxLength: 2 }),
      inputs: fc.array(valueInfo, { maxLength: 2 }),
      outputs: fc.array(valueInfo, { maxLength: 2 }),
    }),
  }));
  return fc.record({
    irVersion: fc.constantFrom(8, 9, 10),
    opsetImports: fc.array(
      fc.record({ domain: fc.constantFrom('', 'com.microsoft'), version: fc.integer({ min: 1, max: 24 }) }),
    ),
    producerName: optionalName,
    modelVersion: fc.option(fc.integer({ min: 1 }), { nil: undefined }),
    metadata: fc.constantFrom(undefined, { author: 'someone', licence: '' }),
    graph,
  });
}
