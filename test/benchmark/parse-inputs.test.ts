import { describe, expect, it } from 'vitest';
import { inputsFromJson, inputsFromNumpy, inputsFromTensors } from '../../pipeline/benchmark/parse-inputs.js';

const fail = (problem: string): never => {
  throw new Error(problem);
};
const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

/** As `numpy.savez_compressed` of NumPy 2 wrote them. */
const archive =
  'UEsDBC0AAAAIAAAAIQABSb2G//////////8IABQAaGFsZi5ucHkBABAAhAAAAAAAAABKAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZq' +
  'Suo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GoY6CkaaOgq1CmQDLgY7hgMAUEsDBC0AAAAIAAAAIQAV6462//////////8HABQAaWRz' +
  'Lm5weQEAEACQAAAAAAAAAEkAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNpoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaRj' +
  'qaOgq1ChQALkYGFCAAAFBLAwQtAAAACAAAACEA7hm7Xf//////////CQAUAGZsYWdzLm5weQEAEACCAAAAAAAAAEYAAAAAAAAAm+wX6hsQychQ' +
  'xlCtnpJanFykbqWgXpNkqK6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaRjqaOgq1ChQALkYGAFBLAwQtAAAACAAAACEAlO09t/////' +
  '//////CQAUAHdvcmRzLm5weQEAEACQAAAAAAAAAE4AAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbhNqpK6joJ6WX1RSlJgXn1+UkgoSd0vM' +
  'KU4FihdnJBakAvkaRjqaOgq1ChQArkQGBoYkIE5mgAAAUEsDBC0AAAAIAAAAIQC7mbkN//////////8IABQAcmVhbC5ucHkBABAAiAAAAAAAAA' +
  'BHAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqGuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5Gpo6CrUKFAEuBjDgcgAAUEsB' +
  'Ai0DLQAAAAgAAAAhAAFJvYZKAAAAhAAAAAgAAAAAAAAAAAAAAIABAAAAAGhhbGYubnB5UEsBAi0DLQAAAAgAAAAhABXrjrZJAAAAkAAAAAcAAA' +
  'AAAAAAAAAAAIABhAAAAGlkcy5ucHlQSwECLQMtAAAACAAAACEA7hm7XUYAAACCAAAACQAAAAAAAAAAAAAAgAEGAQAAZmxhZ3MubnB5UEsBAi0D' +
  'LQAAAAgAAAAhAJTtPbdOAAAAkAAAAAkAAAAAAAAAAAAAAIABhwEAAHdvcmRzLm5weVBLAQItAy0AAAAIAAAAIQC7mbkNRwAAAIgAAAAIAAAAAA' +
  'AAAAAAAACAARACAAByZWFsLm5weVBLBQYAAAAABQAFAA8BAACRAgAAAAA=';
const columnMajor =
  'UEsDBC0AAAAIAAAAIQDOLODT//////////8FABQAeC5ucHkBABAAmAAAAAAAAABWAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqKuo6' +
  'Cell9UUpSYF59flJIKEg8pKk0FChdnJBakArkaRjoKxpo6CrUK5AMuBjBwcGBgaLAHYgcQh4FhgQMAUEsBAi0DLQAAAAgAAAAhAM4s4NNWAAAA' +
  'mAAAAAUAAAAAAAAAAAAAAIABAAAAAHgubnB5UEsFBgAAAAABAAEAMwAAAI0AAAAAAA==';
const complex =
  'UEsDBC0AAAAIAAAAIQBQP3Lg//////////8FABQAeC5ucHkBABAAkAAAAAAAAABNAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TbGimrq' +
  'OgnpZfVFKUmBefX5SSCpJwS8wpTgWKF2ckFqQC+RqGOpo6CrUK5AMuBjD4YA+hGRwAUEsBAi0DLQAAAAgAAAAhAFA/cuBNAAAAkAAAAAUAAAAA' +
  'AAAAAAAAAIABAAAAAHgubnB5UEsFBgAAAAABAAEAMwAAAIQAAAAAAA==';

describe('inputsFromNumpy', () => {
  it('reads every array with its type, shape and values', () => {
    expect(inputsFromNumpy(bytesOf(archive), fail)).toEqual([
      { name: 'half', dims: [1, 2], type: 'float16', data: Uint16Array.of(0x3e00, 0xc000) },
      { name: 'ids', dims: [2], type: 'int64', data: BigInt64Array.of(1n, 2n ** 60n) },
      { name: 'flags', dims: [2], values: [true, false] },
      { name: 'words', dims: [2], values: ['ab', 'c'] },
      { name: 'real', dims: [], type: 'float64', data: Float64Array.of(3.25) },
    ]);
  });

  it.each([
    [columnMajor, 'array `x`: it is in column-major order; save it with np.ascontiguousarray(x)'],
    [complex, 'array `x`: its type c16 is none of a tensor'],
    ['AAAA', /^it is no .npz archive, or a damaged one/],
  ])('refuses others', (base64, message) => {
    expect(() => inputsFromNumpy(bytesOf(base64), fail)).toThrow(message);
  });
});

describe('inputsFromJson', () => {
  it('reads nested arrays and flat ones with their shape', () => {
    const text = JSON.stringify({
      image: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      scalar: 7,
      none: [],
      ids: { dims: [1, 2], data: [3, '9007199254740993'], type: 'int64' },
      flags: { dims: [2], data: [true, false] },
    });
    expect(inputsFromJson(text, fail)).toEqual([
      { name: 'image', dims: [2, 3], values: [1, 2, 3, 4, 5, 6] },
      { name: 'scalar', dims: [], values: [7] },
      { name: 'none', dims: [0], values: [] },
      { name: 'ids', dims: [1, 2], type: 'int64', data: BigInt64Array.of(3n, 9007199254740993n) },
      { name: 'flags', dims: [2], values: [true, false] },
    ]);
  });

  it.each([
    ['[1]', 'it must be an object from names of inputs to arrays'],
    ['{', /^it is no JSON/],
    ['{"x": [[1, 2], [3]]}', 'input `x`: its rows differ in length'],
    ['{"x": [1, null]}', 'input `x`: it holds null, which is no number, text or flag'],
    ['{"x": {"data": [1]}}', 'input `x`: `dims` must be an array of sizes'],
    ['{"x": {"dims": [1], "data": 1}}', 'input `x`: `data` must be an array of numbers, texts or flags'],
    ['{"x": {"dims": [1], "data": [1], "type": "real"}}', /^input `x`: `type` must be one of float32, float64/],
    ['{"x": {"dims": [3], "data": [1], "type": "int8"}}', 'input `x`: it has 1 values, and [3] needs 3'],
    ['{"x": {"dims": [1], "data": [200], "type": "int8"}}', 'input `x`: some of its values are no int8'],
  ])('refuses %s', (text, message) => {
    expect(() => inputsFromJson(text, fail)).toThrow(message);
  });
});

/** As Python's onnx wrote them. */
describe('inputsFromTensors', () => {
  const read = (base64: string) =>
    inputsFromTensors([{ file: 'input_0.pb', position: 0, bytes: bytesOf(base64) }], fail)[0];

  it('reads raw and typed fields, texts and halves', () => {
    expect(read('CAEIAxAGQgF4SgwBAAAA/v///wMAAAA=')).toEqual({
      name: 'x',
      position: 0,
      dims: [1, 3],
      type: 'int32',
      data: Int32Array.of(1, -2, 3),
    });
    expect(read('CAIQCDICw6kyAWJCAA==')).toMatchObject({ name: '', dims: [2], type: 'string', data: ['é', 'b'] });
    expect(read('CAIQCioFgHCAgAFCAWg=')).toMatchObject({ type: 'float16', data: Uint16Array.of(0x3800, 0x4000) });
  });

  it('refuses what cannot be fed and what is no tensor', () => {
    expect(() => read('CAEQECoCgH5CAWI=')).toThrow('input_0.pb: a tensor of BFLOAT16 cannot be fed');
    expect(() => read('CP//')).toThrow(/^input_0.pb: it is no tensor, or a damaged one/);
  });
});
