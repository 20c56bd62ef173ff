import { OrtuneError } from '../errors.js';
import type { Graph } from './graph/graph.js';
import { GraphBuilder } from './graph/graph-builder.js';
import { rewriteGraph } from './graph/rewrite-graph.js';
import { type ElementData, type Node, sizeOf, type Value } from './graph/value.js';

/** The batch sizes a model is traced with: primes that no layer is likely to have as a size. */
export const probeBatches = [1009, 1013] as const;

/** A dimension is known, or a multiple of the batch size. */
export type SymbolicDim = number | string;

export interface SymbolicGraph {
  readonly graph: Graph;
  /** Undefined for values that were not traced. */
  readonly shapeOf: (value: Value) => readonly SymbolicDim[] | undefined;
}

/**
 * Makes one graph for any batch size out of the same program traced with two. Dimensions that differ between the traces
 * are multiples of the batch size; shapes that ONNX takes as constants and that differ become -1 (one unknown of a
 * Reshape) or are computed from the input's own shape.
 * @throws OrtuneError naming the layer where anything else depends on the batch size.
 */
export function withSymbolicBatch(first: Graph, second: Graph, batchInput: Value): SymbolicGraph {
  if (first.nodes.length !== second.nodes.length || first.leaves.length !== second.leaves.length) {
    throw new OrtuneError(
      'the model builds a different graph for another batch size, so it cannot be exported with a symbolic one',
    );
  }
  const shapes = new Map<Value, readonly SymbolicDim[]>();
  first.leaves.forEach((leaf, i) => {
    shapes.set(leaf, unifiedShape(leaf, second.leaves[i] as Value, ''));
  });
  first.nodes.forEach((node, i) => {
    const twin = second.nodes[i] as Node;
    refuseDifferentAttributes(node, twin);
    node.outputs.forEach((output, k) => {
      shapes.set(output, unifiedShape(output, twin.outputs[k] as Value, node.scope));
    });
  });
  const twins = new Map(first.leaves.map((leaf, i) => [leaf, second.leaves[i] as Value]));
  const g = new GraphBuilder(true);
  const batch = () => g.gather(shapeOfValue(g, batchInput), g.constant(BigInt64Array.of(0n), [1], 'int64'), 0);
  const dynamic = new Map<Value, Value>();
  const users = readers(first);
  for (const [leaf, twin] of twins) {
    const known = batchPattern(g, leaf, twin, batch);
    if (known) {
      dynamic.set(leaf, known);
      continue;
    }
    const factors = batchFactors(leaf, twin, users.get(leaf) ?? []);
    if (!factors) continue;
    const unknown = factors.filter(({ multiple }) => multiple !== undefined).length;
    const onlyReshapes = (users.get(leaf) ?? []).every(({ op }) => op === 'Reshape');
    if (unknown === 1 && onlyReshapes) {
      dynamic.set(leaf, g.ints(factors.map(({ value, multiple }) => (multiple === undefined ? value : -1))));
      continue;
    }
    const parts = factors.map(({ value, multiple }) =>
      multiple === undefined ? g.ints([value]) : g.binary('Mul', batch(), g.ints([multiple])),
    );
    dynamic.set(leaf, g.concat(parts, 0));
  }
  const originOf = new Map<Value, Value>();
  const graph = rewriteGraph(first, (value, rewritten) => {
    originOf.set(rewritten(value), value);
    return dynamic.get(value);
  });
  return { graph, shapeOf: (value) => shapes.get(originOf.get(value) ?? value) };
}

function shapeOfValue(g: GraphBuilder, value: Value): Value {
  const [shape] = g.node('Shape', [value], {}, [{ dtype: 'int64', shape: [value.shape.length] }]);
  return shape as Value;
}

/**
 * Data that JavaScript made for the batch at hand: one row for every sample, all alike, or the numbers 0, 1, 2 ... of
 * the samples. tfjs's centre crop makes one of each.
 */
function batchPattern(g: GraphBuilder, leaf: Value, twin: Value, batch: () => Value): Value | undefined {
  const [rows, twinRows] = [leaf.shape[0], twin.shape[0]];
  if (leaf.source.kind !== 'constant' || twin.source.kind !== 'constant' || leaf.dtype === 'int64') return undefined;
  if (rows === undefined || twinRows === undefined || rows === twinRows) return undefined;
  const multiple = batchMultiple(rows, twinRows);
  if (multiple === undefined || sizeOf(leaf.shape.slice(1)) !== sizeOf(twin.shape.slice(1))) return undefined;
  const [data, twinData] = [leaf.source.data, twin.source.data];
  const count = g.binary('Mul', batch(), g.ints([multiple]));
  const counts = (values: ElementData) => values.every((value: number | bigint, i: number) => Number(value) === i);
  const width = data.length / rows;
  if (width === 1 && counts(data) && counts(twinData)) {
    const bounds = [g.scalar(0, 'int64'), g.reshape(count, []), g.scalar(1, 'int64')];
    const [range] = g.node('Range', bounds, {}, [{ dtype: 'int64', shape: [rows] }]);
    const numbers = g.cast(range as Value, leaf.dtype);
    if (leaf.shape.length === 1) return numbers;
    const column = g.ints([-1, ...leaf.shape.slice(1)]);
    return g.node('Reshape', [numbers, column], {}, [{ dtype: leaf.dtype, shape: leaf.shape }])[0];
  }
  const repeats = (values: ElementData) =>
    values.every((value: number | bigint, i: number) => value === data[i % width]);
  if (!repeats(data) || !repeats(twinData)) return undefined;
  const row = g.constant(data.slice(0, width), [1, ...leaf.shape.slice(1)], leaf.dtype);
  const shape = g.concat([count, ...(leaf.shape.length > 1 ? [g.ints(leaf.shape.slice(1))] : [])], 0);
  const [expanded] = g.node('Expand', [row, shape], {}, [{ dtype: leaf.dtype, shape: leaf.shape }]);
  return expanded;
}

function readers(graph: Graph): ReadonlyMap<Value, readonly Node[]> {
  const users = new Map<Value, Node[]>();
  for (const node of graph.nodes) {
    for (const input of node.inputs) {
      if (input) users.set(input, [...(users.get(input) ?? []), node]);
    }
  }
  return users;
}

/** For a constant that differs between the traces: each element's value, or what multiple of the batch size it is. */
function batchFactors(
  leaf: Value,
  twin: Value,
  users: readonly Node[],
): { value: number; multiple?: number }[] | undefined {
  if (leaf.source.kind !== 'constant' || twin.source.kind !== 'constant') return undefined;
  const [a, b] = [leaf.source.data, twin.source.data];
  if (a.length === b.length && a.join() === b.join()) return undefined;
  const where = users.find(({ scope }) => scope)?.scope;
  const refuse = () => {
    throw new OrtuneError(
      `a constant${where ? ` in layer \`${where}\`` : ''} differs from one trace to the next: it depends on the batch size or on random numbers drawn in JavaScript, so it cannot be exported`,
    );
  };
  if (leaf.dtype !== 'int64' || a.length !== b.length) return refuse();
  return Array.from({ length: a.length }, (_, i) => {
    const [p, q] = [Number(a[i]), Number(b[i])];
    if (p === q) return { value: p };
    const multiple = batchMultiple(p, q);
    return multiple === undefined ? refuse() : { value: p, multiple };
  });
}

function batchMultiple(p: number, q: number): number | undefined {
  const multiple = p / probeBatches[0];
  return Number.isInteger(multiple) && multiple === q / probeBatches[1] ? multiple : undefined;
}

function unifiedShape(a: Value, b: Value, scope: string): readonly SymbolicDim[] {
  return a.shape.map((dim, i) => {
    const other = b.shape[i] as number;
    if (dim === other) return dim;
    const multiple = batchMultiple(dim, other);
    if (multiple === undefined) {
      throw new OrtuneError(
        `a dimension${scope ? ` in layer \`${scope}\`` : ''} is ${dim} for batch size ${probeBatches[0]} and ${other} for ${probeBatches[1]}: it is no multiple of the batch size`,
      );
    }
    return multiple === 1 ? 'batch' : `${multiple}*batch`;
  });
}

function refuseDifferentAttributes(node: Node, twin: Node): void {
  if (node.op === twin.op && JSON.stringify(node.attributes) === JSON.stringify(twin.attributes)) return;
  throw new OrtuneError(
    `\`${node.op}\`${node.scope ? ` in layer \`${node.scope}\`` : ''} depends on the batch size, so the model cannot be exported with a symbolic one`,
  );
}
