import type { OnnxModel } from '../compiler/onnx-file/model.js';
import { float16Weights } from './float16/float16-weights.js';
import { int8Dynamic } from './int8/int8-dynamic.js';
import { int8Static, type StaticOptions } from './int8/int8-static.js';
import type { Quantized } from './quantized.js';
import type { QuantizationVariant } from './variant-names.js';

type Variant = {
  /** What it stores and computes, in a line. */
  readonly summary: string;
  /** The operator set of the file must be at least this: older ones lack what the variant is written in. */
  readonly opset: number;
} & (
  | { readonly calibrated: true; readonly quantize: (model: OnnxModel, options: StaticOptions) => Promise<Quantized> }
  | { readonly calibrated: false; readonly quantize: (model: OnnxModel) => Quantized }
);

/** How each is made. */
export const quantizationVariants = {
  'int8-static': {
    summary: 'weights and activations in int8, ranges from calibration samples; the fastest',
    // Scales for each channel (DequantizeLinear with `axis`).
    opset: 13,
    calibrated: true,
    quantize: int8Static,
  },
  'int8-dynamic': {
    summary: 'weights in int8, ranges of activations found in each run; for matrix products',
    // DynamicQuantizeLinear.
    opset: 11,
    calibrated: false,
    quantize: int8Dynamic,
  },
  float16: {
    summary: 'weights in float16, arithmetic in float32; half the size at the same speed',
    opset: 7,
    calibrated: false,
    quantize: float16Weights,
  },
} as const satisfies Record<QuantizationVariant, Variant>;
