import { cutGraph } from '../../pipeline/compiler/graph/graph.js';
import { GraphBuilder } from '../../pipeline/compiler/graph/graph-builder.js';
import { makeValue } from '../../pipeline/compiler/graph/value.js';
import { inStandardOrder, type Operand, operand } from '../../pipeline/compiler/lowering/operand.js';
import type { Row } from '../../pipeline/compiler/lowering/row.js';
import { expandComposites } from '../../pipeline/compiler/passes/expand-composites.js';
import type { KernelCall } from './lowering-cases/kernel-case.js';

/** The ONNX operators of the graph that a row makes of one call. */
export function emittedOperators(row: Row, { inputs, attributes = {} }: KernelCall): Set<string> {
  const g = new GraphBuilder(true);
  const operands = Object.fromEntries(
    Object.entries(inputs).map(([name, { dtype, shape }]) => [
      name,
      operand(makeValue(dtype, shape, { kind: 'input', name })),
    ]),
  );
  const result = row.lower(g, operands, attributes as Parameters<Row['lower']>[2]);
  const results = (Array.isArray(result) ? result : [result]) as Operand[];
  const outputs = results.map((x, i) => ({ name: `y${i}`, value: inStandardOrder(g, x) }));
  return new Set(expandComposites(cutGraph(outputs)).nodes.map(({ op }) => op));
}
