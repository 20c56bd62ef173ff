import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inputTypeNames } from '../../pipeline/benchmark/input-types.js';
import { fixedBatch, modelInputs } from '../../pipeline/benchmark/model-inputs.js';
import { ModelFileError } from '../../pipeline/errors.js';

const image = { name: 'image', type: 'float32', shape: ['batch', 28, 28, 1] };

describe('modelInputs', () => {
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
    expect(shapes({ 'b.0': 6, 'd.1': 9 }).slice(1, 4)).toEqual([
      [6, 2],
      [5, 4],
      [5, 9],
    ]);
  });

  it('names the sizes that can be set when one is asked for that is not there', () => {
    const inputs = [image, { name: 'ids', type: 'int64', shape: [2, ''] }];
    expect(() => modelInputs(inputs, 1, { dims: { length: 3 } })).toThrow(
      'no input has a dimension `length` to set; those that can be set are batch, ids.1',
    );
    expect(() => modelInputs([{ ...image, shape: [1] }], 1, { dims: { n: 3 } })).toThrow('all of its sizes are fixed');
  });

  it('takes the tensors given, and gives the others sizes that agree with them', () => {
    const inputs = [
      { name: 'a', type: 'float32', shape: ['batch', 'length'] },
      { name: 'b', type: 'int64', shape: ['batch', 'length', 2] },
    ];
    const given = [{ name: 'a', dims: [2, 3], values: [1, 2, 3, 4, 5, 6] }];
    const [a, b] = modelInputs(inputs, 1, { given });
    expect(a?.data).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(b?.dims).toEqual([2, 3, 2]);
    expect(() => modelInputs(inputs, 1, { given, dims: { length: 4 } })).toThrow(
      'the tensor given for input `a` float32 [batch,length] has length = 3, which is 4 elsewhere',
    );
    expect(fixedBatch(inputs, { given })).toBe(2);
  });

  it.each([
    ['zeros', new Set([0])],
    ['ones', new Set([1])],
    ['mixed', new Set([0, 1])],
  ] as const)('fills integers with %s', (integers, expected) => {
    for (const type of ['int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64']) {
      const [input] = modelInputs([{ name: 'x', type, shape: [50] }], 1, { integers });
      expect(new Set(Array.from<number | bigint | string>(input?.data ?? []).map(Number))).toEqual(expected);
    }
  });

  it('has as many values as the shape says', () => {
    const shape = fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom('batch', 'time')), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(
        shape,
        fc.constantFrom(...inputTypeNames),
        fc.integer({ min: 1, max: 4 }),
        (dimensions, type, batch) => {
          const [input] = modelInputs([{ name: 'x', type, shape: dimensions }], batch);
          expect(input?.data.length).toBe(input?.dims.reduce((product, size) => product * size, 1));
          expect(input?.dims.length).toBe(dimensions.length);
        },
      ),
    );
  });

  it.each([
    ['bfloat16', /input `x` is of type bfloat16; ONNX Runtime for Node can be fed with tensors of float32, /],
    [undefined, /input `x` is not a tensor/],
  ])('refuses %s', (type, message) => {
    expect(() => modelInputs([{ name: 'x', type, shape: [1] }], 1)).toThrow(ModelFileError);
    expect(() => modelInputs([{ name: 'x', type, shape: [1] }], 1)).toThrow(message);
  });
});

describe('fixedBatch', () => {
  it('is undefined where the batch can be chosen', () => {
    expect(fixedBatch([image])).toBeUndefined();
    expect(fixedBatch([image], { dims: { batch: 8 } })).toBe(8);
    expect(fixedBatch([image], { dims: { length: 8 } })).toBeUndefined();
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
