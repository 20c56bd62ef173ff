import type { Value } from '../graph/value.js';
import { binary, numeric, toFloat, unary } from './elementwise-families.js';
import { aligned, inStandardOrder, operand } from './operand.js';
import { anything, booleans, layoutAware, numbers, on, type Row } from './row.js';

const comparison = (op: string): Row =>
  on(
    anything,
    binary([op], (g, a, b) => numeric(g, a, b, (p, q) => g.compare(op, p, q))),
  );
const logical = (op: string): Row =>
  on(
    booleans,
    binary([op], (g, a, b) => g.compare(op, g.cast(a, 'bool'), g.cast(b, 'bool'))),
  );

/** Rows that ask something of each element, or choose by the answer. */
export const comparisonRows = {
  Equal: on(
    anything,
    binary(['Equal'], (g, a, b) =>
      a.dtype === 'bool' && b.dtype === 'bool'
        ? g.compare('Equal', a, b)
        : numeric(g, a, b, (p, q) => g.compare('Equal', p, q)),
    ),
  ),
  Greater: comparison('Greater'),
  GreaterEqual: comparison('GreaterOrEqual'),
  IsFinite: on(
    numbers,
    unary(['IsNaN', 'IsInf', 'Or', 'Not'], (g, x) => {
      const float = toFloat(g, x);
      return g.predicate('Not', g.compare('Or', g.predicate('IsNaN', float), g.predicate('IsInf', float)));
    }),
  ),
  IsInf: on(
    numbers,
    unary(['IsInf'], (g, x) => g.predicate('IsInf', toFloat(g, x))),
  ),
  IsNan: on(
    numbers,
    unary(['IsNaN'], (g, x) => g.predicate('IsNaN', toFloat(g, x))),
  ),
  Less: comparison('Less'),
  LessEqual: comparison('LessOrEqual'),
  LogicalAnd: logical('And'),
  LogicalNot: on(
    anything,
    unary(['Not'], (g, x) => g.predicate('Not', g.cast(x, 'bool'))),
  ),
  LogicalOr: logical('Or'),
  LogicalXor: logical('Xor'),
  NotEqual: on(
    anything,
    binary(['Equal', 'Not'], (g, a, b) =>
      g.predicate(
        'Not',
        numeric(g, a, b, (p, q) => g.compare('Equal', p, q)),
      ),
    ),
  ),
  Select: on(
    anything,
    layoutAware(['Where'], (g, { condition, t, e }) => {
      if (!condition || !t || !e) throw new Error('Select takes condition, t and e');
      const rank = t.value.shape.length;
      const mask = condition.value.shape.length;
      // A mask of lower rank chooses along the first dimensions.
      const full =
        mask === rank || mask === 0
          ? condition
          : {
              value: g.reshape(inStandardOrder(g, condition), [
                ...condition.value.shape,
                ...Array(rank - mask).fill(1),
              ]),
            };
      const { values, order } = aligned(g, [full, t, e]);
      const [c, a, b] = values as [Value, Value, Value];
      // Where has no boolean kernel on the CPU provider.
      const picked =
        a.dtype === 'bool'
          ? g.cast(g.where(c, g.cast(a, 'uint8'), g.cast(b, 'uint8')), 'bool')
          : g.where(g.cast(c, 'bool'), a, b);
      return operand(picked, order);
    }),
  ),
} as const satisfies Record<string, Row>;
