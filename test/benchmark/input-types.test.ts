import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { inputTypeNames, inputTypes } from '../../pipeline/benchmark/input-types.js';
import { encodeModel } from '../../pipeline/compiler/onnx-file/encode-model.js';
import { randomStream } from '../../pipeline/random/random-stream.js';

/** Gives its input back, in the one type. */
const identity = (elemType: number) =>
  encodeModel({
    irVersion: 8,
    opsetImports: [{ domain: '', version: 17 }],
    graph: {
      name: 'identity',
      nodes: [{ opType: 'Identity', inputs: ['x'], outputs: ['y'], attributes: [] }],
      initializers: [],
      inputs: [{ name: 'x', elemType, shape: [50] }],
      outputs: [{ name: 'y', elemType, shape: [50] }],
    },
  });

describe.each(inputTypeNames)('%s', (name) => {
  const type = inputTypes[name];
  const data = type.random(50, randomStream(3, name), 'mixed');

  it('has random values that ONNX Runtime takes as they are, repeated for a seed, and never all alike', async () => {
    expect(new Set(Array.from<unknown>(data)).size).toBeGreaterThan(1);
    expect(type.random(50, randomStream(3, name), 'mixed')).toEqual(data);
    const session = await InferenceSession.create(identity(type.code));
    const { y } = await session.run({ x: new Tensor(name, data, [50]) });
    await session.release();
    expect(y?.type).toBe(name);
    expect(Array.from<unknown>(y?.data as ArrayLike<unknown>)).toEqual(Array.from<unknown>(data));
  });

  it('takes plain values of its kind and no others', () => {
    const plain = { bool: [true, false], string: ['a', ''] }[name as string] ?? [0, 1];
    expect(type.fromPlain(plain)).toHaveLength(2);
    const wrong = { string: 1, bool: 1 }[name as string] ?? true;
    expect(type.fromPlain([...plain, wrong])).toBeUndefined();
  });

  it.runIf(/int/.test(name))('takes its smallest and largest integer and none beyond', () => {
    const bits = Number(/\d+/.exec(name)?.[0]);
    const [low, high] = name.startsWith('u')
      ? [0n, 2n ** BigInt(bits)]
      : [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1)];
    const ends = type.fromPlain([String(low), String(high - 1n)]) ?? [];
    expect(Array.from<number | bigint | string>(ends).map(BigInt)).toEqual([low, high - 1n]);
    expect(type.fromPlain([String(high)])).toBeUndefined();
    expect(type.fromPlain([String(low - 1n)])).toBeUndefined();
    expect(type.fromPlain([0.5])).toBeUndefined();
  });
});

describe('float16', () => {
  it('is stored as bits', () => {
    expect(inputTypes.float16.fromPlain([1, -2])).toEqual(Uint16Array.of(0x3c00, 0xc000));
  });
});
