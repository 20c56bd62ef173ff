import type { Attribute, Node } from './value.js';

/** A list attribute of a node; `otherwise` where the node leaves it out. */
export function intsOf(node: Node, name: string, otherwise: readonly number[] = []): readonly number[] {
  const attribute: Attribute | undefined = node.attributes[name];
  return attribute?.type === 'ints' ? attribute.value : otherwise;
}

export function intOf(node: Node, name: string, otherwise: number): number {
  const attribute: Attribute | undefined = node.attributes[name];
  return attribute?.type === 'int' ? attribute.value : otherwise;
}
