import type { Graph } from '../compiler/graph/graph.js';
import type { Naming } from '../compiler/graph/to-onnx-nodes.js';
import type { Node, Value } from '../compiler/graph/value.js';

/** What an operator's constant inputs are to a reader, by position. */
const roles: Readonly<Record<string, readonly string[]>> = {
  Conv: ['', 'kernel', 'bias'],
  ConvTranspose: ['', 'kernel', 'bias'],
  Gemm: ['', 'kernel', 'bias'],
  MatMul: ['', 'kernel'],
  BatchNormalization: ['', 'scale', 'offset', 'mean', 'variance'],
  Gather: ['embeddings', 'indices'],
  Reshape: ['', 'shape'],
  Expand: ['', 'shape'],
};

/** Names by layer, so that the graph reads well in a viewer: node `conv2d_1/Conv`, weights `conv2d_1/kernel`. */
export function exportNames({ nodes }: Graph): Naming {
  const taken = new Set<string>();
  const unique = (wanted: string): string => {
    let name = wanted;
    for (let i = 2; taken.has(name); i++) name = `${wanted}_${i}`;
    taken.add(name);
    return name;
  };
  const nodeNames = new Map<Node, string>();
  const valueNames = new Map<Value, string>();
  for (const node of nodes) {
    const prefix = node.scope ? `${node.scope}/` : '';
    const nodeName = unique(`${prefix}${node.op}`);
    nodeNames.set(node, nodeName);
    node.inputs.forEach((input, i) => {
      if (input?.source.kind !== 'constant' || valueNames.has(input)) return;
      valueNames.set(input, unique(`${prefix}${roles[node.op]?.[i] || 'constant'}`));
    });
    node.outputs.forEach((output, i) => {
      valueNames.set(output, i === 0 ? `${nodeName}:out` : `${nodeName}:out${i}`);
    });
  }
  return {
    node: (node) => nodeNames.get(node) ?? unique(node.op),
    value: (value) => valueNames.get(value) ?? unique('constant'),
  };
}
