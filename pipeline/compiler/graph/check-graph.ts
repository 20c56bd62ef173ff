import type { Graph } from './graph.js';
import type { Value } from './value.js';

/**
 * What every pass must leave true: nodes come after what they read, nothing is read that nobody gives, and each
 * output of a node knows its place.
 * @throws Error naming the pass, since a graph that fails here is a defect of it.
 */
export function checkGraph({ nodes, leaves, outputs }: Graph, pass: string): void {
  const fail = (message: string): never => {
    throw new Error(`after pass \`${pass}\`: ${message}`);
  };
  const available = new Set<Value>(leaves);
  for (const leaf of leaves) {
    if (leaf.source.kind === 'node') fail(`value ${leaf.id} is a leaf but a node makes it`);
  }
  for (const node of nodes) {
    for (const input of node.inputs) {
      if (input && !available.has(input)) fail(`${node.op} reads value ${input.id} before it is made`);
    }
    node.outputs.forEach((output, index) => {
      if (output.source.kind !== 'node' || output.source.node !== node || output.source.index !== index) {
        fail(`output ${index} of ${node.op} does not point back to it`);
      }
      if (output.shape.some((dim) => !Number.isInteger(dim) || dim < 0))
        fail(`${node.op} gives shape [${output.shape}]`);
      available.add(output);
    });
  }
  for (const { name, value } of outputs) if (!available.has(value)) fail(`output \`${name}\` is made by nobody`);
}
