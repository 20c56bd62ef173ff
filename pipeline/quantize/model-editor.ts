import {
  type OnnxAttributeValue,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  onnxDataType,
} from '../compiler/onnx-file/model.js';

/**
 * An ONNX graph taken apart for rewriting. Unlike the compiler's own `Graph`, which knows the shape of every value, it
 * leaves alone what it does not know: symbolic shapes, operators of any domain and version, and subgraphs, so any file
 * can be changed in places. Nodes are identified by reference; a changed node is a new one.
 */
export class ModelEditor {
  private nodes: OnnxNode[];
  private readonly tensors: Map<string, OnnxTensor>;
  private readonly outputs: ReadonlySet<string>;
  private readonly taken: Set<string>;
  private index: GraphIndex | undefined;

  constructor(private readonly model: OnnxModel) {
    const { graph } = model;
    this.nodes = [...graph.nodes];
    this.tensors = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
    this.outputs = new Set(graph.outputs.map(({ name }) => name));
    this.taken = new Set([
      ...graph.initializers.map(({ name }) => name),
      ...graph.inputs.map(({ name }) => name),
      ...this.outputs,
      ...graph.nodes.flatMap((node) => [...node.outputs, ...namesInSubgraphs(node)]),
    ]);
  }

  /** As they stand now; the array is a copy, so that it can be gone through while nodes are replaced. */
  all(): readonly OnnxNode[] {
    return [...this.nodes];
  }

  initializer(name: string | undefined): OnnxTensor | undefined {
    return name === undefined ? undefined : this.tensors.get(name);
  }

  producer(name: string | undefined): OnnxNode | undefined {
    return name === undefined ? undefined : this.indexed().producers.get(name);
  }

  /** Nodes that read the value, one entry for each time. Readers within subgraphs count as their outer node. */
  consumers(name: string): readonly OnnxNode[] {
    return this.indexed().consumers.get(name) ?? [];
  }

  isOutput(name: string): boolean {
    return this.outputs.has(name);
  }

  /** The one node that reads a value which is no output of the graph; undefined where there is another reader. */
  onlyConsumer(name: string): OnnxNode | undefined {
    const [first, ...others] = this.consumers(name);
    return others.length === 0 && !this.isOutput(name) ? first : undefined;
  }

  /** `wanted`, or with a number behind it where that is taken. The name counts as taken from now on. */
  freshName(wanted: string): string {
    let name = wanted;
    for (let i = 2; this.taken.has(name); i++) name = `${wanted}_${i}`;
    this.taken.add(name);
    return name;
  }

  /** @returns its name, made unique. Tensors that nobody reads are left out of the finished model. */
  addInitializer(tensor: OnnxTensor): string {
    const name = this.freshName(tensor.name);
    this.tensors.set(name, { ...tensor, name });
    return name;
  }

  /** Stores a float32 initialiser as another type, behind a Cast that gives it under its old name. */
  retype(name: string, stored: OnnxTensor): void {
    const to = { name: 'to', type: 'int', value: onnxDataType.FLOAT } as const;
    this.tensors.delete(name);
    this.add({ opType: 'Cast', inputs: [this.addInitializer(stored)], outputs: [name], attributes: [to] });
  }

  add(...nodes: readonly OnnxNode[]): void {
    this.nodes.push(...nodes);
    this.index = undefined;
  }

  replace(node: OnnxNode, ...others: readonly OnnxNode[]): void {
    const at = this.nodes.indexOf(node);
    if (at < 0) throw new Error(`node \`${node.name ?? node.opType}\` is not part of the graph`);
    this.nodes.splice(at, 1, ...others);
    this.index = undefined;
  }

  /** The model with the nodes in an order in which each comes after those it reads, without tensors that nobody reads. */
  finish(): OnnxModel {
    const { graph } = this.model;
    const nodes = inOrder(this.nodes);
    const read = new Set(nodes.flatMap((node) => [...node.inputs, ...namesInSubgraphs(node)]));
    const kept = [...this.tensors.values()].filter(({ name }) => read.has(name) || this.outputs.has(name));
    const made = new Set(nodes.flatMap(({ outputs }) => outputs));
    const changed: OnnxGraph = {
      ...graph,
      nodes,
      initializers: kept,
      // Old files (IR 3) list their weights among the inputs.
      inputs: graph.inputs.filter(({ name }) => !graph.initializers.some((tensor) => tensor.name === name)),
      valueInfos: graph.valueInfos?.filter(({ name }) => made.has(name)),
    };
    return { ...this.model, irVersion: Math.max(this.model.irVersion, initializersWithoutInputs), graph: changed };
  }

  private indexed(): GraphIndex {
    this.index ??= indexOf(this.nodes);
    return this.index;
  }
}

/** The IR version from which an initialiser need not be an input of the graph (onnx/docs/IR.md). */
const initializersWithoutInputs = 4;

interface GraphIndex {
  readonly producers: ReadonlyMap<string, OnnxNode>;
  readonly consumers: ReadonlyMap<string, readonly OnnxNode[]>;
}

function indexOf(nodes: readonly OnnxNode[]): GraphIndex {
  const producers = new Map<string, OnnxNode>();
  const consumers = new Map<string, OnnxNode[]>();
  for (const node of nodes) {
    for (const output of node.outputs) if (output) producers.set(output, node);
    for (const input of [...node.inputs, ...namesInSubgraphs(node)]) {
      const known = consumers.get(input);
      if (known) known.push(node);
      else if (input) consumers.set(input, [node]);
    }
  }
  return { producers, consumers };
}

/** Everything that the graphs among a node's attributes read, values of their own included. */
function namesInSubgraphs(node: OnnxNode): readonly string[] {
  return node.attributes.flatMap((attribute) => graphsOf(attribute).flatMap(namesRead));
}

function graphsOf(attribute: OnnxAttributeValue): readonly OnnxGraph[] {
  if (attribute.type === 'graph') return [attribute.value];
  return attribute.type === 'graphs' ? attribute.value : [];
}

const namesRead = (graph: OnnxGraph): readonly string[] => [
  ...graph.nodes.flatMap((node) => [...node.inputs, ...namesInSubgraphs(node)]),
  ...graph.outputs.map(({ name }) => name),
];

/** Stable: nodes keep their order wherever nothing speaks against it. */
function inOrder(nodes: readonly OnnxNode[]): readonly OnnxNode[] {
  const { producers } = indexOf(nodes);
  const sorted: OnnxNode[] = [];
  const placed = new Set<OnnxNode>();
  // Depth first with an explicit stack: an unrolled recurrent network is deeper than the call stack.
  for (const start of nodes) {
    const stack: { readonly node: OnnxNode; readonly needs: readonly string[]; next: number }[] = [];
    const visit = (node: OnnxNode | undefined) => {
      if (!node || placed.has(node)) return;
      placed.add(node);
      stack.push({ node, needs: [...node.inputs, ...namesInSubgraphs(node)], next: 0 });
    };
    visit(start);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const name = top.needs[top.next++];
      if (name !== undefined) visit(producers.get(name));
      else {
        sorted.push(top.node);
        stack.pop();
      }
    }
  }
  return sorted;
}
