import ndarray from 'ndarray';
import type { LoadedData, Split, Task } from '../../pipeline/load/data.js';
import { type RandomStream, randomStream } from '../../pipeline/random/random-stream.js';

type Row = (random: RandomStream) => { readonly x: readonly number[]; readonly y: readonly number[] };

function split(task: Task, count: number, row: Row, random: RandomStream): Split {
  const rows = Array.from({ length: count }, () => row(random));
  const x = Float32Array.from(rows.flatMap((r) => r.x));
  const y = rows.flatMap((r) => r.y);
  return {
    x: ndarray(x, [count, ...task.inputShape]),
    y:
      task.kind === 'classification'
        ? ndarray(Int32Array.from(y), [count])
        : ndarray(Float32Array.from(y), [count, task.targets.length]),
  };
}

/** A data set made of rows drawn one by one; sizes are train, validation, test. */
export function smallData(task: Task, sizes: readonly [number, number, number], row: Row): LoadedData {
  const [train, validation, test] = sizes.map((size, i) => split(task, size, row, randomStream('data', i)));
  return {
    name: 'small',
    task,
    train: train as Split,
    validation: validation as Split,
    test: test as Split,
    inputTransform: { kind: 'identity' },
  };
}

/** Three classes, around the corners of a triangle, that overlap a little. */
export const blobs = (sizes: readonly [number, number, number]) =>
  smallData({ kind: 'classification', inputShape: [2], classes: ['a', 'b', 'c'] }, sizes, (random) => {
    const y = random.below(3);
    const angle = (2 * Math.PI * y) / 3;
    return { x: [2 * Math.cos(angle) + random.normal(), 2 * Math.sin(angle) + random.normal()], y: [y] };
  });

/** y = (2 x1 - x2 + 100, x2) with noise of 0.1: linear, with targets of very different size. */
export function linear(sizes: readonly [number, number, number]): LoadedData {
  const task: Task = { kind: 'regression', inputShape: [2], targets: ['sum', 'copy'] };
  const data = smallData(task, sizes, (random) => {
    const [a, b] = [random.normal(), random.normal()];
    return { x: [a, b], y: [2 * a - b + 100 + 0.1 * random.normal(), b + 0.1 * random.normal()] };
  });
  return { ...data, targetTransform: { mean: [100, 0], std: [Math.sqrt(5), 1] } };
}
