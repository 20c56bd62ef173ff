import { createHash } from 'node:crypto';
import type { Graph } from './graph.js';
import { structureKey } from './structure-key.js';
import type { Value } from './value.js';

/**
 * The body of a branch: a graph whose leaves are constants and `parameters`, in the place of which an `If` node puts its
 * inputs after the condition. ONNX has no such parameters, a body reads names of the graph around it; here they are
 * explicit, so that passes see what a node reads and bodies are shared by nodes.
 */
export class Subgraph {
  #key: string | undefined;

  constructor(
    readonly parameters: readonly Value[],
    readonly graph: Graph,
  ) {}

  /** Attributes are compared as JSON: the same for two bodies exactly if they compute the same. */
  toJSON(): string {
    this.#key ??= createHash('sha1')
      .update(structureKey(this.graph, (leaf) => `parameter ${this.parameters.indexOf(leaf)}`))
      .digest('base64');
    return this.#key;
  }
}
