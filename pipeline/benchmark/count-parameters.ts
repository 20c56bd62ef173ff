import { type OnnxAttributeValue, type OnnxGraph, type OnnxTensor, onnxDataType } from '../compiler/onnx-file/model.js';

/** Types of shapes, axes, conditions and texts, which nothing is learned in. */
const noParameters: ReadonlySet<number> = new Set([onnxDataType.INT64, onnxDataType.BOOL, onnxDataType.STRING]);

/** Elements of the tensors that a graph holds, its subgraphs' and `Constant` nodes' included, but for shapes, axes and the like. */
export function countParameters(graph: OnnxGraph): number {
  const inNodes = graph.nodes.flatMap(({ attributes }) => attributes.map(parametersOf));
  return [...graph.initializers.map(elementsOf), ...inNodes].reduce((sum, count) => sum + count, 0);
}

const elementsOf = ({ dims, dataType }: OnnxTensor) =>
  noParameters.has(dataType) ? 0 : dims.reduce((product, dim) => product * dim, 1);

function parametersOf(attribute: OnnxAttributeValue): number {
  switch (attribute.type) {
    case 'tensor':
      return elementsOf(attribute.value);
    case 'tensors':
      return attribute.value.reduce((sum, tensor) => sum + elementsOf(tensor), 0);
    case 'graph':
      return countParameters(attribute.value);
    case 'graphs':
      return attribute.value.reduce((sum, graph) => sum + countParameters(graph), 0);
    default:
      return 0;
  }
}
