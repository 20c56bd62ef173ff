import type { OnnxAttribute, OnnxGraph, OnnxNode, OnnxTensor } from '../onnx-file/model.js';
import type { Graph } from './graph.js';
import { onnxDtypeCode } from './graph-builder.js';
import type { Subgraph } from './subgraph.js';
import type { ElementData, Node, Value } from './value.js';

export interface Naming {
  value(value: Value): string;
  node?(node: Node, index: number): string;
}

/** Names as `names` has them; a value without one gets the next of `naming`. */
export function namer(names: Map<Value, string>, naming: Naming): (value: Value) => string {
  return (value) => {
    const known = names.get(value);
    if (known !== undefined) return known;
    const given = naming.value(value);
    names.set(value, given);
    return given;
  };
}

/**
 * The nodes of a graph in ONNX's form. Outputs have the graph's names; those that are leaves, or the same value twice,
 * pass through an Identity.
 * @param names of the values that already have one, the inputs; the others' names are added
 */
export function toOnnxNodes(graph: Graph, names: Map<Value, string>, naming: Naming): OnnxNode[] {
  const nameOf = namer(names, naming);
  const passedThrough = graph.outputs.filter(({ name, value }) => {
    if (names.has(value) || value.source.kind !== 'node') return true;
    names.set(value, name);
    return false;
  });
  const identities = passedThrough.map(
    ({ name, value }): OnnxNode => ({
      opType: 'Identity',
      name: `${name}/Identity`,
      inputs: [nameOf(value)],
      outputs: [name],
      attributes: [],
    }),
  );
  const nodes = graph.nodes.map((node, index): OnnxNode => {
    const nodeName = naming.node?.(node, index);
    const inputs = node.inputs.map((value) => (value ? nameOf(value) : ''));
    return {
      opType: node.op,
      // The bodies of an `If` read what stands behind its condition by name.
      inputs: node.op === 'If' ? inputs.slice(0, 1) : inputs,
      outputs: node.outputs.map(nameOf),
      attributes: Object.entries(node.attributes).map(
        ([name, attribute]): OnnxAttribute =>
          attribute.type === 'graph'
            ? { name, type: 'graph', value: body(attribute.value, inputs.slice(1), naming) }
            : { name, ...attribute },
      ),
      ...(node.domain && { domain: node.domain }),
      ...(nodeName && { name: nodeName }),
    };
  });
  return [...nodes, ...identities];
}

/** A body has names of its own for all it makes, since ONNX wants a name to be made once in a graph and its bodies. */
function body({ parameters, graph }: Subgraph, inputs: readonly string[], naming: Naming): OnnxGraph {
  const names = new Map<Value, string>(parameters.map((parameter, i) => [parameter, inputs[i] as string]));
  const outputs = graph.outputs.map(({ value }) => ({ name: naming.value(value), value }));
  const nodes = toOnnxNodes({ ...graph, outputs }, names, naming);
  const nameOf = namer(names, naming);
  return {
    name: 'branch',
    nodes,
    initializers: graph.leaves.flatMap((leaf) =>
      leaf.source.kind === 'constant' ? [initializer(nameOf(leaf), leaf, leaf.source.data)] : [],
    ),
    inputs: [],
    outputs: outputs.map(({ name, value }) => ({ name, elemType: onnxDtypeCode[value.dtype], shape: value.shape })),
  };
}

export function initializer(name: string, value: Value, data: ElementData): OnnxTensor {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dims: value.shape, dataType: onnxDtypeCode[value.dtype], rawData };
}
