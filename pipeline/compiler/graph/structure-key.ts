import { createHash } from 'node:crypto';
import type { Graph } from './graph.js';
import type { ElementData, Value } from './value.js';

/** Constants up to this many elements stand in the key as they are; larger ones by a digest. */
const writtenOut = 16;

/**
 * A text that is the same for two graphs exactly if they are the same program: operators, attributes, connections,
 * shapes and constants. `leafKey` says what identifies a leaf that is not a constant (an input's name, a fed tensor's
 * place).
 */
export function structureKey(graph: Graph, leafKey: (leaf: Value) => string): string {
  const numbers = new Map<Value, number>();
  const parts: string[] = [];
  for (const leaf of graph.leaves) {
    numbers.set(leaf, numbers.size);
    const { source } = leaf;
    const what = source.kind === 'constant' ? `=${contentKey(source.data)}` : leafKey(leaf);
    parts.push(`${leaf.dtype}[${leaf.shape}]${what}`);
  }
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((value) => (value ? numbers.get(value) : ''));
    parts.push(`${node.domain}${node.op}${JSON.stringify(node.attributes)}(${inputs})`);
    for (const output of node.outputs) numbers.set(output, numbers.size);
  }
  for (const { name, value } of graph.outputs) parts.push(`${name}>${numbers.get(value)}`);
  return parts.join(';');
}

/** JavaScript writes -0 as 0, but 1 / -0 is another program than 1 / 0. */
const written = (x: number | bigint): string => (Object.is(x, -0) ? '-0' : String(x));

export function contentKey(data: ElementData): string {
  if (data.length <= writtenOut) return Array.from(data as ArrayLike<number | bigint>, written).join();
  return createHash('sha1')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('base64');
}
