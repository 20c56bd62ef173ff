import type { OnnxAttribute, OnnxNode } from '../compiler/onnx-file/model.js';

/** Attributes of a node in a file, with the default that the operator's specification gives. */

export function intAttribute(node: OnnxNode, name: string, otherwise: number): number {
  const found = attributeOf(node, name);
  return found?.type === 'int' ? Number(found.value) : otherwise;
}

export function floatAttribute(node: OnnxNode, name: string, otherwise: number): number {
  const found = attributeOf(node, name);
  return found?.type === 'float' ? found.value : otherwise;
}

export function intsAttribute(node: OnnxNode, name: string): readonly number[] | undefined {
  const found = attributeOf(node, name);
  return found?.type === 'ints' ? found.value.map(Number) : undefined;
}

export function textAttribute(node: OnnxNode, name: string, otherwise: string): string {
  const found = attributeOf(node, name);
  return found?.type === 'string' && typeof found.value === 'string' ? found.value : otherwise;
}

/** The node without some of its attributes. */
export function withoutAttributes(node: OnnxNode, ...names: readonly string[]): OnnxNode {
  return { ...node, attributes: node.attributes.filter(({ name }) => !names.includes(name)) };
}

const attributeOf = (node: OnnxNode, name: string): OnnxAttribute | undefined =>
  node.attributes.find((attribute) => attribute.name === name);
