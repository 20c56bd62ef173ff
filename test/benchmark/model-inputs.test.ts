import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedBatch, modelInputs } from '../../pipeline/benchmark/model-inputs.js';
import { ModelFileError } from '../../pipeline/errors.js';

const image = { name: 'image', type: 'float32', shape: ['batch', 28, 28, 1] };
const types = ['float32', 'float64', 'int32', 'int64', 'uint8', 'bool'] as const;

describe('modelInputs', () => {
  it('gives every type values of its own kind, never all zeros', () => {
    const inputs = modelInputs(
      types.map((type) => ({ name: type, type, shape: ['n', 50] })),
      3,
    );
    expect(inputs.map(({ name, dims, data }) => [name, dims, data.constructor.name])).toEqual([
      ['float32', [3, 50], 'Float32Array'],
      ['float64', [3, 50], 'Float64Array'],
      ['int32', [3, 50], 'Int32Array'],
      ['int64', [3, 50], 'BigInt64Array'],
      ['uint8', [3, 50], 'Uint8Array'],
      ['bool', [3, 50], 'Uint8Array'],
    ]);
    for (const { data } of inputs) expect(new Set(Array.from<number | bigint>(data)).size).toBeGreaterThan(1);
    for (const name of ['int32', 'int64', 'bool']) {
      const data = inputs.find((input) => input.name === name)?.data ?? [];
      expect(new Set(Array.from<number | bigint>(data).map(Number))).toEqual(new Set([0, 1]));
    }
  });

  it('repeats itself for a seed and not for another', () => {
    const data = (seed?: number) => modelInputs([image], 2, { seed })[0]?.data;
    expect(data(5)).toEqual(data(5));
    expect(data(5)).not.toEqual(data(6));
    expect(data()).toEqual(data(0));
  });

  it('gives two inputs of one shape different values', () => {
    const [first, second] = modelInputs([image, { ...image, name: 'other' }], 1);
    expect(first?.data).not.toEqual(second?.data);
  });

  it('puts the batch into leading symbolic dimensions and others of their name, and 1 or `dims` elsewhere', () => {
    const inputs = [
      { name: 'a', type: 'float32', shape: ['batch', 'length', 8] },
      { name: 'b', type: 'float32', shape: ['', 2] },
      { name: 'c', type: 'float32', shape: [5, 'batch'] },
      { name: 'd', type: 'float32', shape: [5, ''] },
      { name: 'e', type: 'float32', shape: [] },
    ];
    const shapes = (dims?: Record<string, number>) => modelInputs(inputs, 4, { dims }).map((input) => input.dims);
    expect(shapes()).toEqual([[4, 1, 8], [4, 2], [5, 4], [5, 1], []]);
    expect(shapes({ length: 7 })[0]).toEqual([4, 7, 8]);
    expect(shapes({ batch: 2 })[0]).toEqual([2, 1, 8]);
  });

  it('has as many values as the shape says', () => {
    const shape = fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom('batch', 'time')), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(shape, fc.constantFrom(...types), fc.integer({ min: 1, max: 4 }), (dimensions, type, batch) => {
        const [input] = modelInputs([{ name: 'x', type, shape: dimensions }], batch);
        expect(input?.data.length).toBe(input?.dims.reduce((product, size) => product * size, 1));
        expect(input?.dims.length).toBe(dimensions.length);
      }),
    );
  });

  it.each([
    ['float16', /input `x` is of type float16; inputs can be generated for tensors of float32, /],
    ['string', /of type string/],
    [undefined, /input `x` is not a tensor/],
  ])('refuses %s', (type, message) => {
    expect(() => modelInputs([{ name: 'x', type, shape: [1] }], 1)).toThrow(ModelFileError);
    expect(() => modelInputs([{ name: 'x', type, shape: [1] }], 1)).toThrow(message);
  });
});

describe('fixedBatch', () => {
  it('is undefined where the batch can be chosen', () => {
    expect(fixedBatch([image])).toBeUndefined();
    expect(fixedBatch([image], { batch: 8 })).toBe(8);
    expect(fixedBatch([image], { length: 8 })).toBeUndefined();
  });

  it('is the leading dimension of the first input that has more than one', () => {
    expect(fixedBatch([{ ...image, shape: [32, 28] }])).toBe(32);
    expect(
      fixedBatch([
        { ...image, shape: [7] },
        { ...image, shape: [4, 3] },
      ]),
    ).toBe(4);
    expect(fixedBatch([{ ...image, shape: [7] }])).toBe(1);
    expect(fixedBatch([])).toBe(1);
  });
});
