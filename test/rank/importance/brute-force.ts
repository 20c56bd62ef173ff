import type { CellDimension } from '../../../pipeline/rank/importance/fanova/cell-table.js';
import type { Leaf } from '../../../pipeline/rank/importance/fanova/grow-tree.js';

type Point = readonly number[];

/** Every point of the space: one cell for each dimension. */
export function pointsOf(dimensions: readonly CellDimension[]): readonly Point[] {
  return dimensions.reduce<readonly Point[]>(
    (points, { edges }) =>
      points.flatMap((point) => Array.from({ length: edges.length - 1 }, (_, cell) => [...point, cell])),
    [[]],
  );
}

export function leavesAt(leaves: readonly Leaf[], point: Point): readonly Leaf[] {
  return leaves.filter(({ box }) =>
    box.every((side, d) => {
      if (!side) return true;
      const cell = point[d] ?? -1;
      return side.runs.some((from, i) => i % 2 === 0 && cell >= from && cell < (side.runs[i + 1] ?? 0));
    }),
  );
}

const weightOf = (dimensions: readonly CellDimension[], point: Point, among: readonly number[]) =>
  among.reduce((weight, d) => {
    const edges = dimensions[d]?.edges ?? new Float64Array();
    const cell = point[d] ?? 0;
    return weight * ((edges[cell + 1] ?? 0) - (edges[cell] ?? 0));
  }, 1);

const isWithin = (dimensions: readonly CellDimension[], point: Point, subset: readonly number[]) =>
  subset.every((d) => dimensions[d]?.requires.every(({ ancestor, allowed }) => allowed[point[ancestor] ?? -1] === 1));

/**
 * By definition, from all points: the probability that all of `subset` are active, times the variance there of the component of
 * the functional ANOVA that belongs to `subset`, sum over W within subset of (-1)^(|subset| - |W|) E[f | x_W].
 */
export function componentVariance(
  leaves: readonly Leaf[],
  dimensions: readonly CellDimension[],
  subset: readonly number[],
): number {
  const all = dimensions.map((_, d) => d);
  const region = pointsOf(dimensions)
    .filter((point) => isWithin(dimensions, point, subset))
    .map((point) => ({
      point,
      weight: weightOf(dimensions, point, all),
      value: leavesAt(leaves, point)[0]?.value ?? Number.NaN,
    }));
  const probability = region.reduce((sum, { weight }) => sum + weight, 0);
  if (probability === 0) return 0;
  const component = new Map(region.map((one) => [one, 0]));
  for (const part of subsetsOf(subset)) {
    const sign = (subset.length - part.length) % 2 === 0 ? 1 : -1;
    const groups = new Map<string, typeof region>();
    for (const one of region) {
      const key = part.map((d) => one.point[d]).join();
      groups.set(key, [...(groups.get(key) ?? []), one]);
    }
    for (const group of groups.values()) {
      const weight = group.reduce((sum, one) => sum + one.weight, 0);
      const mean = group.reduce((sum, one) => sum + one.weight * one.value, 0) / weight;
      for (const one of group) component.set(one, (component.get(one) ?? 0) + sign * mean);
    }
  }
  return [...component].reduce((sum, [{ weight }, height]) => sum + weight * height * height, 0);
}

export const subsetsOf = (items: readonly number[]): readonly (readonly number[])[] =>
  Array.from({ length: 2 ** items.length }, (_, subset) => items.filter((_, i) => (subset >> i) % 2 === 1));
