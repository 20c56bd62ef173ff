import type { OnnxModel } from '../../compiler/onnx-file/model.js';
import type { ActivationType } from '../affine-quantization.js';
import { type CalibrationMethodName, calibrationMethods } from '../calibration/methods.js';
import { observeRanges } from '../calibration/observe-ranges.js';
import type { Samples } from '../calibration/samples.js';
import { ModelEditor } from '../model-editor.js';
import { prepareModel } from '../prepare/prepare-model.js';
import type { Quantized } from '../quantized.js';
import { poolBeforeRelu } from './pool-before-relu.js';
import { planStatic } from './static-plan.js';
import { writeStatic } from './write-static.js';

export interface StaticOptions {
  /** What the ranges of activations are taken from: some hundred samples of the training data. */
  readonly calibration: Samples;
  /** Default `min-max`. */
  readonly method?: CalibrationMethodName;
  /** Integers of activations. Default `uint8`. */
  readonly activations?: ActivationType;
}

/**
 * Weights and activations in int8, with ranges of activations that were found before: all arithmetic is on integers, so
 * it is the variant that is fast (Jacob et al. 2018; Krishnamoorthi 2018, section 3: weights a scale for each channel).
 */
export async function int8Static(model: OnnxModel, options: StaticOptions): Promise<Quantized> {
  const { calibration, method = 'min-max', activations = 'uint8' } = options;
  const holdsZero = calibration.x.some((x: number) => x <= 0) && calibration.x.some((x: number) => x >= 0);
  const inputs = new Set(model.graph.inputs.map(({ name }) => name));
  const prepared = poolBeforeRelu(prepareModel(model, (name) => holdsZero && inputs.has(name)));
  const editor = new ModelEditor(prepared);
  const plan = planStatic(editor);
  if (plan.linear.size === 0) return { model, quantized: [], kept: plan.kept };
  const observed = [...new Set([...plan.entries, ...plan.results.values()])];
  const ranges = await observeRanges(prepared, observed, calibration, calibrationMethods[method], activations);
  return {
    model: withCurrentOperators(writeStatic(editor, plan, ranges, activations)),
    quantized: [...plan.quantized].map(({ opType }) => opType),
    kept: plan.kept,
  };
}

/**
 * Operator set 19 for a file of 18, which is what ortune exports: it changed no operator that 18 has but by allowing more (18 to 19
 * in onnx/version_converter is compatible throughout), and onnx's reference evaluator has no DequantizeLinear before it.
 */
function withCurrentOperators(model: OnnxModel): OnnxModel {
  const opsetImports = model.opsetImports.map((opset) =>
    opset.version === 18 && (opset.domain === '' || opset.domain === 'ai.onnx') ? { ...opset, version: 19 } : opset,
  );
  // IR version 9 came with operator set 19 (onnx/docs/Versioning.md).
  return { ...model, irVersion: Math.max(model.irVersion, 9), opsetImports };
}
