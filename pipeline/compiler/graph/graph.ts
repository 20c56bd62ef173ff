import type { Node, Value } from './value.js';

export interface Output {
  readonly name: string;
  readonly value: Value;
}

/** The part of everything traced that certain outputs need: what is compiled. */
export interface Graph {
  /** In an order in which every node comes after those it reads. */
  readonly nodes: readonly Node[];
  /** Values that no node makes: inputs, constants and eager tensors. */
  readonly leaves: readonly Value[];
  readonly outputs: readonly Output[];
}

/** Cuts out the graph behind `outputs`; values in `known` are taken as leaves. */
export function cutGraph(outputs: readonly Output[], known: (value: Value) => boolean = () => false): Graph {
  const nodes: Node[] = [];
  const leaves: Value[] = [];
  const seenNodes = new Set<Node>();
  const seenLeaves = new Set<Value>();
  // Depth first with an explicit stack: an unrolled recurrent network is deeper than the call stack.
  const stack: { node: Node; next: number }[] = [];
  const visit = (value: Value | undefined) => {
    if (!value) return;
    if (value.source.kind !== 'node' || known(value)) {
      if (!seenLeaves.has(value)) {
        seenLeaves.add(value);
        leaves.push(value);
      }
      return;
    }
    const { node } = value.source;
    if (seenNodes.has(node)) return;
    seenNodes.add(node);
    stack.push({ node, next: 0 });
  };
  for (const { value } of outputs) {
    visit(value);
    while (stack.length > 0) {
      const top = stack[stack.length - 1] as { node: Node; next: number };
      if (top.next < top.node.inputs.length) visit(top.node.inputs[top.next++]);
      else {
        nodes.push(top.node);
        stack.pop();
      }
    }
  }
  return { nodes, leaves, outputs };
}
