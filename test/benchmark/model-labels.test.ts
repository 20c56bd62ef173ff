import { describe, expect, it } from 'vitest';
import { modelLabels } from '../../pipeline/benchmark/model-labels.js';

describe('modelLabels', () => {
  it.each([
    [
      ['a/x.onnx', 'b/y.onnx'],
      ['x.onnx', 'y.onnx'],
    ],
    [
      ['a/best.onnx', 'b/best.onnx', 'c/y.onnx'],
      ['a/best.onnx', 'b/best.onnx', 'c/y.onnx'],
    ],
    [
      ['r/a/t/x.onnx', 'r/b/t/x.onnx'],
      ['a/t/x.onnx', 'b/t/x.onnx'],
    ],
    [
      ['x.onnx', 'a/x.onnx'],
      ['x.onnx', 'a/x.onnx'],
    ],
    [
      ['x.onnx', 'x.onnx'],
      ['x.onnx', 'x.onnx'],
    ],
    [[], []],
  ])('of %j', (files, expected) => {
    const labels = modelLabels(files);
    expect(files.map((file) => labels.get(file))).toEqual(expected);
  });
});
