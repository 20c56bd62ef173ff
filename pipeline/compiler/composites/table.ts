import type { Composite } from './composite.js';
import { convolutionFilterGradient } from './convolution-filter-gradient.js';
import { maxPoolGradient } from './max-pool-gradient.js';

/** Operations that are written out in ONNX operators only after the passes have seen them whole. */
export const composites: Readonly<Record<string, Composite>> = {
  ConvolutionFilterGradient: convolutionFilterGradient,
  MaxPoolGradient: maxPoolGradient,
};
