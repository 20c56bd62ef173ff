import type { Graph } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { madeBy, nodeOf } from '../graph/node-of.js';
import { rewriteGraph, useCounts } from '../graph/rewrite-graph.js';
import type { Node, Value } from '../graph/value.js';

/** Fewer terms than this are not worth their concatenation. */
const fewest = 4;

/**
 * Weights that are used at every step of a sequence get one gradient a step, added up in a long chain. A sum of
 * products is one product of concatenations, a1' b1 + a2' b2 + ... = [a1; a2; ...]' [b1; b2; ...], and a sum of column
 * sums is the column sum of the concatenation: one large operation where there were hundreds of small ones.
 */
export function mergeProducts(graph: Graph): Graph {
  const uses = useCounts(graph);
  const g = new GraphBuilder(true);
  const inner = new Set<Value>();
  const sums = new Map<Value, readonly Value[]>();
  // From the end: the outermost addition of a chain claims those inside.
  for (const node of [...graph.nodes].reverse()) {
    const value = node.outputs[0] as Value;
    if (node.op !== 'Add' || inner.has(value)) continue;
    const terms = termsOf(value, uses, inner);
    if (terms.length >= fewest) sums.set(value, terms);
  }
  if (sums.size === 0) return graph;
  return rewriteGraph(graph, (value, rewritten) => {
    const terms = sums.get(value);
    if (!terms) return undefined;
    g.scope = nodeOf(value)?.scope ?? '';
    const groups = new Map<string, Value[]>();
    for (const term of terms) {
      const key = uses.get(term) === 1 ? groupKey(term) : '';
      groups.set(key || `alone ${term.id}`, [...(groups.get(key || `alone ${term.id}`) ?? []), term]);
    }
    const parts = [...groups.values()].flatMap((group) =>
      group.length < fewest ? group.map(rewritten) : [merged(g, group, rewritten)],
    );
    if (parts.length === terms.length) return undefined;
    return parts.reduce((sum, part) => g.binary('Add', sum, part));
  });
}

/** The terms of a chain of additions of one shape; additions inside that nobody else reads are taken apart. */
function termsOf(root: Value, uses: ReadonlyMap<Value, number>, inner: Set<Value>): Value[] {
  const terms: Value[] = [];
  const stack = [...inputsOf(root)];
  while (stack.length > 0) {
    const value = stack.pop() as Value;
    if (value.shape.join() !== root.shape.join()) return [];
    const add = uses.get(value) === 1 ? madeBy(value, 'Add') : undefined;
    if (!add) {
      terms.push(value);
      continue;
    }
    inner.add(value);
    stack.push(...inputsOf(value));
  }
  return terms;
}

const inputsOf = (sum: Value): Value[] => (madeBy(sum, 'Add')?.inputs ?? []) as Value[];

/** Terms with the same key may be merged: transposed products, and column sums, of operands of the same width. */
function groupKey(term: Value): string {
  const node = nodeOf(term);
  if (node?.op === 'Gemm' && node.inputs.length === 2 && Object.keys(node.attributes).join() === 'transA')
    return 'product';
  if (node?.op === 'ReduceSum' && isColumnSum(node)) return `columns ${node.attributes.keepdims?.value}`;
  return '';
}

function isColumnSum({ inputs }: Node): boolean {
  const [x, axes] = inputs as [Value, Value];
  return x.shape.length === 2 && axes.source.kind === 'constant' && axes.source.data.join() === '0';
}

function merged(g: GraphBuilder, group: readonly Value[], rewritten: (value: Value) => Value): Value {
  const nodes = group.map((term) => nodeOf(term) as Node);
  const stacked = (index: number) =>
    g.concat(
      nodes.map(({ inputs }) => rewritten(inputs[index] as Value)),
      0,
    );
  const [first] = nodes as [Node];
  if (first.op === 'Gemm') return g.gemm(stacked(0), stacked(1), undefined, true, false);
  return g.reduce('ReduceSum', stacked(0), [0], first.attributes.keepdims?.value === 1);
}
