import { Tensor as OrtTensor } from 'onnxruntime-node';
import type { Value } from '../graph/value.js';

/** A constant as the runtime wants it. */
export function constantTensor(value: Value): OrtTensor {
  if (value.source.kind !== 'constant') throw new Error('not a constant');
  return new OrtTensor(value.dtype, value.source.data, value.shape);
}
