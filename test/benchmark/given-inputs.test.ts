import { describe, expect, it } from 'vitest';
import { describeInput, type GivenInput, placeGivenInputs } from '../../pipeline/benchmark/given-inputs.js';
import { ModelFileError } from '../../pipeline/errors.js';

const inputs = [
  { name: 'image', type: 'float32', shape: ['batch', 3] },
  { name: 'ids', type: 'int64', shape: ['', 2] },
  { name: 'list', type: undefined, shape: [] },
  { name: 'quarter', type: 'float8', shape: [1] },
];
const place = (...given: readonly GivenInput[]) => [...placeGivenInputs(inputs, given).values()];

describe('placeGivenInputs', () => {
  it('gives plain values the type of their input', () => {
    expect(place({ name: 'ids', dims: [1, 2], values: [3, 4] })).toEqual([
      { name: 'ids', dims: [1, 2], type: 'int64', data: BigInt64Array.of(3n, 4n) },
    ]);
  });

  it('takes tensors without a name in their order', () => {
    const [tensor] = place({ name: '', position: 0, dims: [1, 3], type: 'float32', data: new Float32Array(3) });
    expect(tensor?.name).toBe('image');
  });

  it.each<[GivenInput, string]>([
    [
      { name: 'picture', dims: [1], values: [1] },
      'a tensor is given for `picture`, but the inputs are `image` float32 [batch,3], `ids` int64 [?,2], `list` (no tensor)',
    ],
    [
      { name: 'image', dims: [1, 4], values: [1, 2, 3, 4] },
      'the tensor given for input `image` float32 [batch,3] has the shape [1,4]',
    ],
    [{ name: 'image', dims: [3], values: [1, 2, 3] }, 'has the shape [3]'],
    [{ name: 'image', dims: [1, 3], type: 'float64', data: new Float64Array(3) }, 'is of type float64'],
    [{ name: 'image', dims: [2, 3], values: [1] }, 'has 1 values, and its shape needs 6'],
    [{ name: 'ids', dims: [1, 2], values: [1, 2.5] }, 'has values that are no int64, such as 2.5'],
    [{ name: 'list', dims: [1], values: [1] }, 'input `list` (no tensor) cannot be fed'],
    [{ name: 'quarter', dims: [1], values: [1] }, 'cannot be fed: ONNX Runtime for Node takes no such input'],
  ])('refuses %j', (given, message) => {
    expect(() => place(given)).toThrow(ModelFileError);
    expect(() => place(given)).toThrow(message);
  });
});

describe('describeInput', () => {
  it('has the name, the type and the shape', () => {
    expect(inputs.slice(0, 2).map(describeInput)).toEqual(['`image` float32 [batch,3]', '`ids` int64 [?,2]']);
  });
});
