import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkGraph } from '../compiler/graph/check-graph.js';
import { cutGraph, type Graph } from '../compiler/graph/graph.js';
import { rewriteGraph } from '../compiler/graph/rewrite-graph.js';
import { toOnnxModel } from '../compiler/graph/to-onnx-model.js';
import { type ElementData, makeValue, type Value } from '../compiler/graph/value.js';
import { encodeModel } from '../compiler/onnx-file/encode-model.js';
import { exportPasses } from '../compiler/passes/export-passes.js';
import { probeBatches, type SymbolicDim, withSymbolicBatch } from '../compiler/symbolic-batch.js';
import { type ModelInput, type TracedModel, traceModel } from '../compiler/trace-model.js';
import { ModelError } from '../errors.js';
import { ortuneVersion } from '../version.js';
import { exportNames } from './export-names.js';
import { interfaceNames } from './interface-names.js';

export interface ExportRequest {
  readonly model: LayersModel;
  /** The graph's name in the file. */
  readonly name: string;
  /** Takes one raw batch to what the model sees; for models with one input. Default: the model sees the raw batch. */
  readonly before?: (x: Tensor) => Tensor;
  /** Shape of one raw sample, where `before` changes it. Default: the model's own input shape. */
  readonly inputShape?: readonly number[];
  /** Takes the model's output to what the file gives; for models with one output. */
  readonly after?: (y: Tensor) => Tensor;
  /** Default: `input` and `output`, or the layers' names where there are several. */
  readonly inputNames?: readonly string[];
  readonly outputNames?: readonly string[];
  readonly docString?: string;
  /** Key and value pairs kept in the file. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Inference of a tfjs model as an ONNX file with a symbolic batch size.
 * @throws UnsupportedKernelError naming kernel and layer; OrtuneError where the model depends on the batch size.
 */
export async function exportModel(request: ExportRequest): Promise<Uint8Array> {
  const { model, before, after } = request;
  if ((before && model.inputs.length > 1) || (after && model.outputs.length > 1)) {
    throw new ModelError(
      `model \`${model.name}\` has several inputs or outputs: transforms are defined for one of each`,
    );
  }
  const defaults = interfaceNames(model);
  const inputs = modelInputs(request, request.inputNames ?? defaults.inputs);
  const outputNames = request.outputNames ?? defaults.outputs;
  const forward = (tensors: readonly Tensor[]): readonly Tensor[] => {
    const seen = before ? [before(tensors[0] as Tensor)] : [...tensors];
    const applied = model.apply(seen.length === 1 ? (seen[0] as Tensor) : seen, { training: false });
    const results = (Array.isArray(applied) ? applied : [applied]) as Tensor[];
    return after ? [after(results[0] as Tensor)] : results;
  };
  const trace = (batch: number) => traceModel(model, inputs, outputNames, batch, forward);
  const first = await trace(probeBatches[0]);
  const second = await trace(probeBatches[1]);
  const { graph, shapeOf } = withSymbolicBatch(first.graph, second.graph, first.inputs[0] as Value);
  const symbolicShapes = new Map<Value, readonly SymbolicDim[]>();
  const declare = (value: Value, shape: readonly SymbolicDim[] | undefined) =>
    shape && symbolicShapes.set(value, shape);
  for (const node of graph.nodes) for (const value of node.outputs) declare(value, shapeOf(value));
  const withWeights = await embedWeights(graph, first);
  let deployed = withWeights;
  for (const [passName, pass] of Object.entries(exportPasses)) {
    deployed = await pass(deployed);
    checkGraph(deployed, passName);
  }
  deployed.outputs.forEach(({ value }, i) => {
    const traced = graph.outputs[i]?.value;
    if (traced) declare(value, shapeOf(traced));
  });
  return encodeModel(
    toOnnxModel({
      graph: deployed,
      inputs: first.inputs.map((value, i) => {
        const { name, shape } = inputs[i] as ModelInput;
        return { name, value, shape: ['batch', ...shape] };
      }),
      initializers: deployed.leaves.flatMap((value) =>
        value.source.kind === 'constant' ? [{ value, data: value.source.data }] : [],
      ),
      naming: exportNames(deployed),
      header: {
        name: request.name,
        producerVersion: ortuneVersion,
        ...(request.docString && { docString: request.docString }),
        ...(request.metadata && { metadata: request.metadata }),
      },
      shapeOf: (value) => symbolicShapes.get(value) ?? symbolic(value),
      declareInner: true,
    }),
  );
}

/** Dimensions of values that passes made: a multiple of the probe batch is the batch. */
function symbolic({ shape }: Value): readonly SymbolicDim[] {
  const [probe] = probeBatches;
  return shape.map((dim) => (dim === probe ? 'batch' : dim % probe === 0 && dim > 0 ? `${dim / probe}*batch` : dim));
}

function modelInputs({ model, inputShape }: ExportRequest, names: readonly string[]): ModelInput[] {
  return model.inputs.map((input, i) => {
    const shape = i === 0 && inputShape ? inputShape : input.shape.slice(1);
    if (shape.some((dim) => dim === null)) {
      throw new ModelError(
        `input \`${input.name}\` has an unknown dimension besides the batch (${JSON.stringify(input.shape)}): give the model a fixed input shape`,
      );
    }
    const dtype = input.dtype === 'int32' || input.dtype === 'bool' ? input.dtype : 'float32';
    return { name: names[i] as string, shape: shape as number[], dtype };
  });
}

async function embedWeights(graph: Graph, { weights }: TracedModel): Promise<Graph> {
  const data = new Map<Value, ElementData>();
  for (const { variable, value } of weights) data.set(value, (await variable.data()) as ElementData);
  const embedded = rewriteGraph(graph, (value) => {
    const known = data.get(value);
    return known && makeValue(value.dtype, value.shape, { kind: 'constant', data: known });
  });
  return cutGraph(embedded.outputs);
}
