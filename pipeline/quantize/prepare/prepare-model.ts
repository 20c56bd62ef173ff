import type { OnnxModel } from '../../compiler/onnx-file/model.js';
import { constantsAsInitializers } from './constants-as-initializers.js';
import { foldAffineAfter } from './fold-affine-after.js';
import { foldScaleBefore } from './fold-scale-before.js';
import { spatialMeanAsPooling } from './spatial-mean-as-pooling.js';

/**
 * The same function in float32 with as few operators as an 8-bit form can do with: everything that is a change of
 * weights becomes one.
 * @param mayShift which values lie around zero, so that a shift of them may be worked into a bias
 */
export function prepareModel(model: OnnxModel, mayShift: (name: string) => boolean): OnnxModel {
  const folded = foldAffineAfter(constantsAsInitializers(model));
  return spatialMeanAsPooling(foldScaleBefore(folded, mayShift));
}
