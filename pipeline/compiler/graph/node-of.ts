import type { Node, Value } from './value.js';

/** The node that makes a value, if one does. */
export function nodeOf(value: Value | undefined): Node | undefined {
  return value?.source.kind === 'node' ? value.source.node : undefined;
}

/** The node that makes a value, if it is an `op`. */
export function madeBy(value: Value | undefined, op: string): Node | undefined {
  const node = nodeOf(value);
  return node?.op === op ? node : undefined;
}
