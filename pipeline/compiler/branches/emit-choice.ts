import { cutGraph } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { Subgraph } from '../graph/subgraph.js';
import { makeValue, type Value } from '../graph/value.js';

/**
 * Appends what gives the results of `branches[index]` on `inputs` and computes none of the others: a balanced tree of ONNX `If` nodes,
 * since ONNX has no choice among more than two. Branches take the same inputs and give results of the same shapes.
 * @param index int32 scalar, 0 to `branches.length` - 1
 * @param branches at least two
 */
export function emitChoice(
  g: GraphBuilder,
  index: Value,
  branches: readonly Subgraph[],
  inputs: readonly Value[],
): readonly Value[] {
  return choice(g, index, branches, inputs, 0);
}

/** `first`: what the first of `branches` is among all. */
function choice(
  g: GraphBuilder,
  index: Value,
  branches: readonly Subgraph[],
  inputs: readonly Value[],
  first: number,
): readonly Value[] {
  const half = Math.ceil(branches.length / 2);
  const isInFirstHalf = g.compare('Less', index, g.scalar(first + half, 'int32'));
  const results = (branches[0] as Subgraph).graph.outputs.map(({ value: { dtype, shape } }) => ({ dtype, shape }));
  const attributes = {
    then_branch: { type: 'graph', value: body(index, branches.slice(0, half), inputs, first) },
    else_branch: { type: 'graph', value: body(index, branches.slice(half), inputs, first + half) },
  } as const;
  return g.node('If', [isInFirstHalf, index, ...inputs], attributes, results);
}

/** One half of a choice, as a function of the index and the inputs. */
function body(index: Value, branches: readonly Subgraph[], inputs: readonly Value[], first: number): Subgraph {
  const [chosenIndex, ...parameters] = [index, ...inputs].map(({ dtype, shape }, i) =>
    makeValue(dtype, shape, { kind: 'input', name: `parameter${i}` }),
  ) as [Value, ...Value[]];
  const [only, ...others] = branches;
  if (only && others.length === 0) return new Subgraph([chosenIndex, ...only.parameters], only.graph);
  const values = choice(new GraphBuilder(true), chosenIndex, branches, parameters, first);
  return new Subgraph(
    [chosenIndex, ...parameters],
    cutGraph(values.map((value, i) => ({ name: `result${i}`, value }))),
  );
}
