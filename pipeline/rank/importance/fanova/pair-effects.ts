import { probabilityOf } from './box.js';
import { type CellDimension, intersect } from './cell-table.js';
import type { Leaf } from './grow-tree.js';

/**
 * For each pair of dimensions p < q, in the order (0, 1), (0, 2), ..., (1, 2), ..., the variance that they explain together
 * beyond what each explains alone, in units of the squared loss: that of their common marginal, less its row and
 * column means (Hutter, Hoos and Leyton-Brown 2014, section 3.1). Of conditional dimensions it is the variance in the region
 * where both are active times the probability of that region, as in `marginalEffects`.
 */
export function pairEffects(leaves: readonly Leaf[], dimensions: readonly CellDimension[]): readonly number[] {
  const grids = dimensions.map((dimension, d) => coarsen(leaves, dimension, d));
  return dimensions.flatMap((first, p) =>
    dimensions.slice(p + 1).map((second, i) => {
      const q = p + 1 + i;
      const heights = commonMarginal(leaves, [p, q], grids);
      if (!heights) return 0;
      const requirements = intersect([...first.requires, ...second.requires]);
      // Only the first can be an ancestor of the second.
      const allowed = requirements.find(({ ancestor }) => ancestor === p)?.allowed;
      const others = requirements.filter(({ ancestor }) => ancestor !== p);
      const variance = interactionVariance(heights, shares(first, grids[p], allowed), shares(second, grids[q]));
      return (probabilityOf(requirements, dimensions) * variance) / probabilityOf(others, dimensions) ** 2;
    }),
  );
}

/** A dimension's cells, put together where no leaf ends between them. */
interface Grid {
  readonly size: number;
  /** The grid cell of each cell; one more for the end. */
  readonly at: Int32Array;
}

function coarsen(leaves: readonly Leaf[], { edges }: CellDimension, d: number): Grid {
  const at = new Int32Array(edges.length);
  for (const { box } of leaves) for (const end of box[d]?.runs ?? []) at[end] = 1;
  at[0] = 0;
  for (let cell = 1; cell < at.length; cell++) at[cell] = (at[cell] ?? 0) + (at[cell - 1] ?? 0);
  const size = (at[edges.length - 2] ?? 0) + 1;
  at[edges.length - 1] = size;
  return { size, at };
}

/** Weight of each grid cell in the region where the other dimension of a pair is active; they sum to 1. */
function shares({ edges }: CellDimension, grid: Grid | undefined, allowed?: Uint8Array): Float64Array {
  const weights = new Float64Array(grid?.size ?? 0);
  for (let cell = 0; cell < edges.length - 1; cell++) {
    if (allowed && !allowed[cell]) continue;
    const into = grid?.at[cell] ?? 0;
    weights[into] = (weights[into] ?? 0) + (edges[cell + 1] ?? 0) - (edges[cell] ?? 0);
  }
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * Mean prediction over all dimensions but p and q for each pair of their grid cells, row by row; of the leaves that hold the whole
 * range of one of them nothing is counted, as they do not interact. Undefined where no leaf is left.
 */
function commonMarginal(
  leaves: readonly Leaf[],
  [p, q]: readonly [number, number],
  grids: readonly Grid[],
): Float64Array | undefined {
  const { size: rows, at: rowAt } = grids[p] ?? nothing;
  const { size: columns, at: columnAt } = grids[q] ?? nothing;
  // One row and column more, for the ends of sides that reach to the end of the range.
  const width = columns + 1;
  const heights = new Float64Array((rows + 1) * width);
  let any = false;
  for (const { box, volume, value } of leaves) {
    const first = box[p];
    const second = box[q];
    if (!first || !second) continue;
    any = true;
    const height = (value * volume) / (first.weight * second.weight);
    first.runs.forEach((row, i) => {
      second.runs.forEach((column, j) => {
        const index = (rowAt[row] ?? 0) * width + (columnAt[column] ?? 0);
        heights[index] = (heights[index] ?? 0) + ((i + j) % 2 === 0 ? height : -height);
      });
    });
  }
  if (!any) return undefined;
  for (let index = 0; index < heights.length; index++) {
    const left = index % width === 0 ? 0 : (heights[index - 1] ?? 0);
    const above = index < width ? 0 : (heights[index - width] ?? 0);
    const corner = index % width === 0 || index < width ? 0 : (heights[index - width - 1] ?? 0);
    heights[index] = (heights[index] ?? 0) + left + above - corner;
  }
  return heights;
}

const nothing: Grid = { size: 0, at: new Int32Array() };

/** Variance of h(row, column) - mean of the row - mean of the column + mean. */
function interactionVariance(heights: Float64Array, rowWeights: Float64Array, columnWeights: Float64Array): number {
  const width = columnWeights.length + 1;
  const rowMeans = new Float64Array(rowWeights.length);
  const columnMeans = new Float64Array(columnWeights.length);
  let mean = 0;
  for (let row = 0; row < rowWeights.length; row++) {
    const rowWeight = rowWeights[row] ?? 0;
    let rowMean = 0;
    for (let column = 0; column < columnWeights.length; column++) {
      const height = heights[row * width + column] ?? 0;
      rowMean += (columnWeights[column] ?? 0) * height;
      columnMeans[column] = (columnMeans[column] ?? 0) + rowWeight * height;
    }
    rowMeans[row] = rowMean;
    mean += rowWeight * rowMean;
  }
  let variance = 0;
  for (let row = 0; row < rowWeights.length; row++) {
    const level = mean - (rowMeans[row] ?? 0);
    let sum = 0;
    for (let column = 0; column < columnWeights.length; column++) {
      const rest = (heights[row * width + column] ?? 0) - (columnMeans[column] ?? 0) + level;
      sum += (columnWeights[column] ?? 0) * rest * rest;
    }
    variance += (rowWeights[row] ?? 0) * sum;
  }
  return variance;
}
