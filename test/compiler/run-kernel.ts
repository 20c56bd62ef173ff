import * as tf from '@tensorflow/tfjs-core';
import type { KernelCall, KernelCase, TestTensor } from './lowering-cases/kernel-case.js';

export interface KernelResult {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: ArrayLike<number>;
}

/** How an input lies in memory: dimension i there is dimension order[i] of the tensor. */
export type Layouts = Readonly<Record<string, readonly number[]>>;

/** Runs a kernel on the active backend, with inputs whose dimensions lie in the given orders. */
export async function runKernel(
  kernel: string,
  { inputs, attributes = {} }: KernelCall,
  { reference, layouts = {} }: { reference?: KernelCase['reference']; layouts?: Layouts } = {},
): Promise<KernelResult[]> {
  tf.engine().startScope(kernel);
  try {
    const tensors = Object.fromEntries(
      Object.entries(inputs).map(([name, input]) => [name, tensorOf(input, layouts[name])]),
    );
    const given = '0' in tensors ? Object.values(tensors) : tensors;
    const results = reference
      ? reference(tensors, attributes)
      : tf.engine().runKernel(kernel, given as tf.NamedTensorMap, attributes as tf.NamedAttrMap);
    const outputs = (Array.isArray(results) ? results : [results]) as tf.Tensor[];
    return await Promise.all(
      outputs.map(async (tensor) => ({ shape: tensor.shape, dtype: tensor.dtype, values: await tensor.data() })),
    );
  } finally {
    tf.engine().endScope();
  }
}

function tensorOf({ shape, dtype, values }: TestTensor, order?: readonly number[]): tf.Tensor {
  if (!order) return tf.tensor(values, [...shape], dtype);
  const moved = tf.tensor(
    permuted(values, shape, order),
    order.map((axis) => shape[axis] as number),
    dtype,
  );
  return tf.transpose(
    moved,
    shape.map((_, axis) => order.indexOf(axis)),
  );
}

/** Row-major elements of the tensor whose dimension i is dimension order[i] of the given one. */
function permuted(values: TestTensor['values'], shape: readonly number[], order: readonly number[]) {
  const strides = shape.map((_, i) => shape.slice(i + 1).reduce((product, dim) => product * dim, 1));
  const result = values.slice();
  result.forEach((_, i) => {
    let [rest, from] = [i, 0];
    for (const axis of [...order].reverse()) {
      const dim = shape[axis] as number;
      from += (rest % dim) * (strides[axis] as number);
      rest = Math.floor(rest / dim);
    }
    result[i] = values[from] as number;
  });
  return result;
}
