import { decodeModel } from '../compiler/onnx-file/decode-model.js';
import { encodeModel } from '../compiler/onnx-file/encode-model.js';
import type { OnnxModel } from '../compiler/onnx-file/model.js';
import { QuantizationError } from '../errors.js';
import type { StaticOptions } from './int8/int8-static.js';
import type { KeptOperator } from './kept-operator.js';
import type { Quantized } from './quantized.js';
import type { QuantizationVariant } from './variant-names.js';
import { quantizationVariants } from './variants.js';

export type QuantizeOptions =
  | ({ readonly variant: 'int8-static' } & StaticOptions)
  | { readonly variant: Exclude<QuantizationVariant, 'int8-static'> };

export interface QuantizedModel {
  /** The file, with the variant in its metadata under `quantization`. */
  readonly onnx: Uint8Array;
  /** How many nodes of each operator are quantized. */
  readonly quantized: Readonly<Record<string, number>>;
  /** What stays in float32, and why. */
  readonly kept: readonly KeptOperator[];
}

/**
 * A float32 .onnx file, ortune's or another's, as a smaller and mostly faster one. Its inputs and outputs stay as they are.
 * @throws QuantizationError when nothing of the model can be quantized, with what speaks against it
 * @throws ModelFileError when the bytes are not a model, or it does not run on the calibration samples
 */
export async function quantizeModel(onnx: Uint8Array, options: QuantizeOptions): Promise<QuantizedModel> {
  const model = decodeModel(onnx);
  refuse(model, options.variant);
  const { model: written, quantized, kept } = await apply(model, options);
  if (quantized.length === 0) throw new QuantizationError(nothingToDo(options.variant, kept));
  const metadata = { ...written.metadata, quantization: describe(options) };
  return { onnx: encodeModel({ ...written, metadata }), quantized: countsOf(quantized), kept };
}

async function apply(model: OnnxModel, options: QuantizeOptions): Promise<Quantized> {
  if (options.variant === 'int8-static') return quantizationVariants[options.variant].quantize(model, options);
  return quantizationVariants[options.variant].quantize(model);
}

function refuse({ opsetImports, graph }: OnnxModel, variant: QuantizationVariant): void {
  const quantizedAlready = graph.nodes.find(({ opType }) =>
    /^(DequantizeLinear|DynamicQuantize|QLinear|QGemm)/.test(opType),
  );
  if (quantizedAlready) {
    throw new QuantizationError(
      `the model is quantized already (${quantizedAlready.opType} \`${quantizedAlready.name ?? quantizedAlready.outputs[0] ?? ''}\`): give the float32 file`,
    );
  }
  const external = graph.initializers.find(({ externalData }) => externalData);
  if (external) {
    throw new QuantizationError(
      `the model keeps weights in another file (\`${external.name}\`): save it as one file, for example with onnx.save_model(model, path)`,
    );
  }
  const version = opsetImports.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 1;
  const { opset } = quantizationVariants[variant];
  if (version < opset) {
    throw new QuantizationError(
      `the model has operator set ${version}, and ${variant} needs ${opset}: export it with a newer one, or convert it with onnx.version_converter`,
    );
  }
}

function nothingToDo(variant: QuantizationVariant, kept: readonly KeptOperator[]): string {
  const reasons = [...new Set(kept.map(({ op, reason }) => `${op}: ${reason}`))].slice(0, 5);
  return (
    `nothing of the model can be ${variant}: ` +
    (reasons.length > 0 ? reasons.join('; ') : 'it has no Conv, Gemm or MatMul with float32 weights in the file')
  );
}

function describe(options: QuantizeOptions): string {
  if (options.variant !== 'int8-static') return options.variant;
  const { variant, method = 'min-max', activations = 'uint8' } = options;
  return `${variant}, ${method} calibration, ${activations} activations`;
}

function countsOf(operators: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const op of operators) counts[op] = (counts[op] ?? 0) + 1;
  return counts;
}
