import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import type { TensorDtype } from '../../../pipeline/compiler/lowering/row.js';
import type { Draw } from './draw.js';

export interface TestTensor {
  readonly shape: readonly number[];
  readonly dtype: TensorDtype;
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/** One call of a kernel. Kernels that take a list name its items '0', '1', ... */
export interface KernelCall {
  readonly inputs: Readonly<Record<string, TestTensor>>;
  readonly attributes?: object;
}

export interface KernelCase {
  /** A random call; `draw.dtype` is the element type of the main input. */
  call(draw: Draw): KernelCall;
  /** What the result should be, where tfjs's `cpu` backend has no kernel of this name. */
  reference?(inputs: NamedTensorMap, attributes: object): Tensor;
  /** Largest difference as a share of the largest value. Default 1e-5. */
  readonly tolerance?: number;
}

export type KernelCases = Readonly<Record<string, KernelCase>>;

export const withCall = (call: KernelCase['call']): KernelCase => ({ call });
