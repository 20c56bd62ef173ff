import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { analysisSchema } from '../../pipeline/analyze/analysis.js';
import { analyzeNetwork } from '../../pipeline/analyze/analyze-network.js';
import { ModelFileError } from '../../pipeline/errors.js';
import type { Column, LoadedData, SampleData, TargetData, Task } from '../../pipeline/load/data.js';
import { modelOf, normals, op, sizeOf } from '../quantize/model-kit.js';

const study = { export: { normalisation: 'included', output: 'logits' }, seed: 1 } as const;

function dataOf(task: Task, x: SampleData, y: TargetData, columns: readonly Column[] = []): LoadedData {
  const rows = x.length / sizeOf(task.inputShape);
  const split = {
    x: ndarray<SampleData>(x, [rows, ...task.inputShape]),
    y: ndarray<TargetData>(y, task.kind === 'classification' ? [rows] : [rows, task.targets.length]),
  };
  return {
    name: 'some data',
    task,
    train: split,
    validation: split,
    test: split,
    inputTransform: columns.length > 0 ? { kind: 'columns', columns } : { kind: 'identity' },
  };
}

const numeric = (name: string): Column => ({ kind: 'numeric', name, fill: 0, mean: 0, std: 1 });

/** The file that gives its input times a matrix. */
const linear = (inputs: number, outputs: number, matrix: readonly number[]) =>
  modelOf({
    input: [inputs],
    nodes: [op('MatMul', ['x', 'w'], 'y')],
    constants: { w: [[inputs, outputs], Float32Array.from(matrix)] },
    outputs: ['y'],
  });

describe('what a network does with the validation data', () => {
  it('of a table with classes: confusion, calibration, importance of columns; no pictures', async () => {
    const task: Task = { kind: 'classification', inputShape: [2], classes: ['minus', 'plus'] };
    // Class 1 where the first column is above zero, but for the last row.
    const x = Float32Array.of(-2, 0, -1, 5, 1, -3, 2, 0, 3, 1);
    const data = dataOf(task, x, Int32Array.of(0, 0, 1, 1, 0), [numeric('a'), numeric('b')]);
    const analysis = await analyzeNetwork({ onnx: linear(2, 2, [0, 1, 0, 0]), data, study });
    expect(analysisSchema.parse(JSON.parse(JSON.stringify(analysis)))).toEqual(JSON.parse(JSON.stringify(analysis)));
    expect(analysis).toMatchObject({ samples: 5, unusable: 0, dataset: 'some data', maps: undefined });
    expect(analysis.predictions).toMatchObject({
      confusion: [
        [0, 0, 2],
        [0, 1, 1],
        [1, 1, 2],
      ],
      mistakes: 1,
      worst: [],
    });
    expect(analysis.features).toMatchObject({ score: 'accuracy', baseline: 0.8, rows: 5, repeats: 10 });
    expect(analysis.features?.features.find(({ name }) => name === 'b')).toEqual({ name: 'b', drop: 0, spread: 0 });
    expect(analysis.features?.features[0]?.name).toBe('a');
  });

  it('of a table with several targets: residuals of each', async () => {
    const task: Task = { kind: 'regression', inputShape: [2], targets: ['sum', 'difference'] };
    const x = normals(200, 'table');
    const y = Float32Array.from(
      x,
      (_, i) => (x[i - (i % 2)] ?? 0) + (i % 2 === 0 ? 1 : -1) * (x[i - (i % 2) + 1] ?? 0),
    );
    const data = dataOf(task, x, y, [numeric('a'), numeric('b')]);
    // Says half of the difference.
    const { predictions, features } = await analyzeNetwork({ onnx: linear(2, 2, [1, 0.5, 1, -0.5]), data, study });
    const targets = predictions?.kind === 'regression' ? predictions.targets : [];
    expect(targets.map(({ name }) => name)).toEqual(['sum', 'difference']);
    expect(targets[0]?.rmse).toBeLessThan(1e-6);
    const squares = y.filter((_, i) => i % 2 === 1).map((value) => (value / 2) ** 2);
    expect(targets[1]?.rmse).toBeCloseTo(Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / 100), 6);
    expect(features).toMatchObject({ score: 'r2' });
  });

  it('of a network that gives NaN: such rows are counted and left out', async () => {
    const task: Task = { kind: 'classification', inputShape: [2], classes: ['a', 'b'] };
    const broken = Float32Array.of(Number.NaN, 0, 1, 0);
    const data = dataOf(task, broken, Int32Array.of(0, 0));
    const some = await analyzeNetwork({ onnx: linear(2, 2, [1, 0, 0, 1]), data, study });
    expect(some).toMatchObject({ samples: 2, unusable: 1, predictions: { confusion: [[0, 0, 1]] } });
    const none = dataOf(task, Float32Array.of(Number.NaN, 0), Int32Array.of(0));
    expect(await analyzeNetwork({ onnx: linear(2, 2, [1, 0, 0, 1]), data: none, study })).toMatchObject({
      samples: 1,
      unusable: 1,
    });
  });

  it('of images: mistakes and feature maps; of one class there is nothing to confuse', async () => {
    const task: Task = { kind: 'classification', inputShape: [4, 4, 1], classes: ['dark', 'light'] };
    const onnx = modelOf({
      input: [4, 4, 1],
      nodes: [
        op('Transpose', ['x'], 'planes', { perm: [0, 3, 1, 2] }),
        op('Conv', ['planes', 'w'], 'maps'),
        op('Flatten', ['maps'], 'flat'),
        op('MatMul', ['flat', 'v'], 'y'),
      ],
      constants: {
        w: [[1, 1, 3, 3], new Float32Array(9).fill(1 / 9)],
        v: [[4, 2], Float32Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? 100 / 4 : 1 / 4))],
      },
      outputs: ['y'],
    });
    const pixels = Uint8Array.from({ length: 3 * 16 }, (_, i) => [10, 20, 30][Math.floor(i / 16)] ?? 0);
    const analysis = await analyzeNetwork({ onnx, data: dataOf(task, pixels, Int32Array.of(0, 1, 0)), study });
    const { predictions, maps } = analysis;
    expect(predictions?.kind === 'classification' && predictions.worst).toMatchObject([
      { sample: 1, actual: 1, predicted: 0, picture: { width: 4, height: 4, channels: 1 } },
    ]);
    expect(maps?.images.map(({ sample }) => sample)).toEqual([
      expect.toSatisfy((row) => row !== 1),
      expect.toSatisfy((row) => row !== 1),
      1,
    ]);
    expect(maps?.convolutions).toMatchObject([{ total: 1, size: [2, 2], maps: { length: 3 } }]);

    const single: Task = { kind: 'classification', inputShape: [2], classes: ['only'] };
    const one = await analyzeNetwork({
      onnx: linear(2, 1, [1, 1]),
      data: dataOf(single, normals(6, 'only'), Int32Array.of(0, 0, 0)),
      study,
    });
    expect(one.predictions).toMatchObject({ confusion: [[0, 0, 3]], mistakes: 0, calibration: { error: 0 } });
  });

  it('of sequences: no pictures, and no columns', async () => {
    const task: Task = { kind: 'classification', inputShape: [3, 2], classes: ['a', 'b'] };
    const onnx = modelOf({
      input: [3, 2],
      nodes: [op('ReduceMean', ['x', 'axes'], 'y', { keepdims: 0 })],
      constants: { axes: [[1], BigInt64Array.of(1n)] },
      outputs: ['y'],
    });
    const analysis = await analyzeNetwork({
      onnx,
      data: dataOf(task, normals(24, 'words'), Int32Array.of(0, 1, 0, 1)),
      study,
    });
    expect(analysis).toMatchObject({ samples: 4, features: undefined, maps: undefined });
  });

  it('of a slow network: some samples, drawn at random', async () => {
    const task: Task = { kind: 'classification', inputShape: [2], classes: ['a', 'b'] };
    const rows = 2000;
    const sorted = Float32Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? 1 : i < rows ? -2 : 2));
    const data = dataOf(
      task,
      sorted,
      Int32Array.from({ length: rows }, (_, i) => (i < rows / 2 ? 0 : 1)),
    );
    let clock = 0;
    const now = () => {
      clock += 15_000;
      return clock;
    };
    const analysis = await analyzeNetwork({ onnx: linear(2, 2, [1, 0, 0, 1]), data, study, now });
    expect(analysis.samples).toBe(1000);
    const { predictions } = analysis;
    const found = predictions?.kind === 'classification' ? predictions.confusion : [];
    // All are right: about as many of each class, though the data are sorted by it.
    expect(found.map(([actual, predicted]) => [actual, predicted])).toEqual([
      [0, 0],
      [1, 1],
    ]);
    for (const [, , count] of found) expect(Math.abs(count - 500)).toBeLessThan(60);
  });

  it('of a file with several outputs: of the first', async () => {
    const task: Task = { kind: 'classification', inputShape: [2], classes: ['a', 'b'] };
    const onnx = modelOf({
      input: [2],
      nodes: [op('Identity', ['x'], 'first'), op('Neg', ['x'], 'second')],
      outputs: ['first', 'second'],
    });
    const data = dataOf(task, Float32Array.of(3, 1, 1, 2), Int32Array.of(0, 1));
    expect((await analyzeNetwork({ onnx, data, study })).predictions).toMatchObject({ mistakes: 0 });
  });

  it('refuses a network that is not of this task, and stops where it is told to', async () => {
    const task: Task = { kind: 'classification', inputShape: [2], classes: ['a', 'b'] };
    const data = dataOf(task, normals(4, 'two'), Int32Array.of(0, 1));
    const request = { onnx: linear(2, 3, [1, 0, 0, 1, 0, 0]), data, study };
    await expect(analyzeNetwork(request)).rejects.toThrow(ModelFileError);
    const stopped = AbortSignal.abort(new Error('enough'));
    const right = { onnx: linear(2, 2, [1, 0, 0, 1]), data, study, signal: stopped };
    await expect(analyzeNetwork(right)).rejects.toThrow('enough');
  });
});
