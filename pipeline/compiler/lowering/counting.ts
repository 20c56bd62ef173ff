import type { BincountAttrs, DenseBincountAttrs, SearchSortedAttrs } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/graph-builder.js';
import { sizeOf, type Value } from '../graph/value.js';
import { integers, numbers, on, type Row, standard } from './row.js';

/**
 * How often, or with what total weight, each of 0 .. size - 1 occurs along the last dimension of x. What is too large
 * is counted in one more bin, which is then cut off.
 */
function counted(g: GraphBuilder, x: Value, weights: Value, size: number, binary: boolean): Value {
  const axis = x.shape.length - 1;
  const { dtype } = weights;
  const lead = x.shape.slice(0, -1);
  const bins = g.expand(g.scalar(0, dtype), [...lead, size + 1]);
  const indices = g.cast(g.binary('Min', g.cast(x, 'int32'), g.scalar(size, 'int32')), 'int64');
  const given = !binary && sizeOf(weights.shape) > 0;
  const added = given ? g.reshape(weights, x.shape) : g.expand(g.scalar(1, dtype), x.shape);
  const filled = g.scatterElements(bins, indices, added, axis, binary ? 'none' : 'add');
  return g.slice(filled, [...lead.map(() => 0), 0], [...lead, size]);
}

export const countingRows = {
  Bincount: on(
    integers,
    standard<BincountAttrs>(['Min', 'ScatterElements', 'Slice'], (g, { x, weights }, { size }) =>
      counted(g, g.reshape(x as Value, [sizeOf((x as Value).shape)]), weights as Value, size, false),
    ),
  ),
  DenseBincount: on(
    integers,
    standard<DenseBincountAttrs>(
      ['Min', 'ScatterElements', 'Slice'],
      (g, { x, weights }, { size, binaryOutput = false }) =>
        // A vector is counted even if binary output is asked for: tfjs looks at that for matrices only.
        counted(g, x as Value, weights as Value, size, binaryOutput && (x as Value).shape.length > 1),
    ),
  ),
  /** Where a value would be put into a sorted row: how many elements stand before it. */
  SearchSorted: on(
    numbers,
    standard<SearchSortedAttrs>(
      ['Less', 'LessOrEqual', 'Cast', 'ReduceSum'],
      (g, { sortedSequence, values }, { side }) => {
        const [rows, sought] = [sortedSequence as Value, values as Value];
        const [batch, length] = rows.shape as [number, number];
        const count = sought.shape[1] as number;
        const before = g.compare(
          side === 'left' ? 'Less' : 'LessOrEqual',
          g.reshape(rows, [batch, 1, length]),
          g.reshape(sought, [batch, count, 1]),
        );
        return g.reduce('ReduceSum', g.cast(before, 'int32'), [2], false);
      },
    ),
  ),
} as const satisfies Record<string, Row>;
