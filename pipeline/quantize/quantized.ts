import type { OnnxModel } from '../compiler/onnx-file/model.js';
import type { KeptOperator } from './kept-operator.js';

/** What a variant makes of a model. */
export interface Quantized {
  readonly model: OnnxModel;
  /** Operator types of the nodes that are quantized, one entry for each node; empty where there are none. */
  readonly quantized: readonly string[];
  readonly kept: readonly KeptOperator[];
}
