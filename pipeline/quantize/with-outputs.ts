import { type OnnxModel, onnxDataType } from '../compiler/onnx-file/model.js';

/** An input or a weight cannot be an output as well: it is observed behind an Identity. */
const suffix = ' (observed)';

/** The value that an output of `withOutputs` shows. */
export const observedName = (output: string): string =>
  output.endsWith(suffix) ? output.slice(0, -suffix.length) : output;

/**
 * The model with inner values as outputs beside its own.
 * @param names float32 values; inputs, weights and outputs of the graph may be among them
 */
export function withOutputs(model: OnnxModel, names: readonly string[]): OnnxModel {
  const { graph } = model;
  const given = new Set([...graph.inputs, ...graph.initializers].map(({ name }) => name));
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const added = names.filter((name) => !outputs.has(name));
  return {
    ...model,
    graph: {
      ...graph,
      nodes: [
        ...graph.nodes,
        ...added
          .filter((name) => given.has(name))
          .map((name) => ({ opType: 'Identity', inputs: [name], outputs: [name + suffix], attributes: [] })),
      ],
      outputs: [
        ...graph.outputs,
        ...added.map((name) => ({ name: given.has(name) ? name + suffix : name, elemType: onnxDataType.FLOAT })),
      ],
      valueInfos: graph.valueInfos?.filter(({ name }) => !added.includes(name)),
    },
  };
}
