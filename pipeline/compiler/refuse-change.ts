import type { Graph } from './graph/graph.js';
import { contentKey } from './graph/structure-key.js';
import type { Node, Value } from './graph/value.js';
import { TracingError } from './lazy-backend.js';

/**
 * Two traces of the same step must give the same graph. Where they do not, JavaScript drew or counted something that
 * would be frozen at its first value: a seeded random generator, a counter of calls, the time.
 * @throws TracingError naming the layer.
 */
export function refuseChange(program: string, first: Graph, second: Graph): never {
  const at = first.nodes.findIndex((node, i) => isChanged(node, second.nodes[i]));
  // The longer graph has something that the other one lacks; where both go on, what differs is in both.
  const longer = second.nodes.length > first.nodes.length ? second : first;
  const changed = longer.nodes[at < 0 ? first.nodes.length : at];
  const where = changed?.scope ? `layer \`${changed.scope}\`` : `its step${changed ? ` (operator ${changed.op})` : ''}`;
  throw new TracingError(
    `program \`${program}\` cannot be compiled: ${where} does not do the same each time it is called, and what it ` +
      'draws or counts in JavaScript would never change again. Make it an input of the program or a weight; random ' +
      'layers that work are the dropout and noise layers of tfjs',
  );
}

function isChanged(node: Node, twin: Node | undefined): boolean {
  return (
    !twin ||
    node.op !== twin.op ||
    JSON.stringify(node.attributes) !== JSON.stringify(twin.attributes) ||
    node.inputs.some((input, i) => leafKey(input) !== leafKey(twin.inputs[i]))
  );
}

/** What a leaf is; values that nodes make are compared where they are made. */
function leafKey(value: Value | undefined): string {
  if (!value) return 'none';
  const { source } = value;
  if (source.kind === 'constant') return `${value.dtype}[${value.shape}]${contentKey(source.data)}`;
  return source.kind === 'input' ? source.name : source.kind;
}
