import { probabilityOf } from './box.js';
import type { CellDimension } from './cell-table.js';
import type { Leaf } from './grow-tree.js';

/** Variance of a tree's prediction over the space: sum over its leaves of volume * (value - mean)^2. */
export function totalVariance(leaves: readonly Leaf[]): number {
  const mean = leaves.reduce((sum, { volume, value }) => sum + volume * value, 0);
  return leaves.reduce((sum, { volume, value }) => sum + volume * (value - mean) ** 2, 0);
}

/**
 * For each dimension the variance that it explains alone, in units of the squared loss. Its marginal at cell c is the mean
 * prediction over all other dimensions: the sum of value * volume / weight over the leaves whose side holds c, weight being
 * that side's (Hutter, Hoos and Leyton-Brown 2014, section 3.2). A leaf adds only where its side begins and ends; the marginal is
 * the running sum.
 *
 * A conditional dimension varies the marginal by g where it is active, which happens with probability p: over the space that is
 * a variance of p^2 Var g. Counted is p Var g, what it explains of the variance by the law of total variance, since it
 * has nothing to explain elsewhere; the difference is its interaction with the dimensions that decide whether it is active.
 */
export function marginalEffects(leaves: readonly Leaf[], dimensions: readonly CellDimension[]): readonly number[] {
  const changes = dimensions.map(({ edges }) => new Float64Array(edges.length));
  for (const { box, volume, value } of leaves) {
    box.forEach((side, d) => {
      const change = changes[d];
      // A leaf that holds the whole range lifts the marginal everywhere: no variance.
      if (!side || !change) return;
      const height = (value * volume) / side.weight;
      side.runs.forEach((end, i) => {
        change[end] = (change[end] ?? 0) + (i % 2 === 0 ? height : -height);
      });
    });
  }
  return dimensions.map(({ edges, requires }, d) => {
    const variance = varianceOfSteps(changes[d] ?? edges, edges);
    return variance === 0 ? 0 : variance / probabilityOf(requires, dimensions);
  });
}

/** Variance of a step function on [0, 1] that changes by changes[i] at edges[i]. */
function varianceOfSteps(changes: Float64Array, edges: Float64Array): number {
  let height = 0;
  const heights = changes.map((change) => {
    height += change;
    return height;
  });
  const integral = (valueAt: (height: number) => number) => {
    let sum = 0;
    for (let cell = 0; cell < edges.length - 1; cell++) {
      sum += ((edges[cell + 1] ?? 0) - (edges[cell] ?? 0)) * valueAt(heights[cell] ?? 0);
    }
    return sum;
  };
  const mean = integral((one) => one);
  return integral((one) => (one - mean) ** 2);
}
