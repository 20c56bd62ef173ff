import { cellOf, indexOfValue, unitOf } from '../../../search/encoding/unit-interval.js';
import { containsValue, countValues } from '../../../study/parameter-values.js';
import type { Parameter } from '../../../study/space.js';
import type { ParameterValue } from '../../../study/trial.js';

/** A hyperparameter with more values than these is cut between the values tried, as a continuous one is. */
const mostCells = 1000;

/** A hyperparameter's range [0, 1], on its own scale, cut into cells. */
export interface CutRange {
  /** Ascending from 0 to 1: cell c reaches from edges[c] to edges[c + 1], which is the share of the range that it has. */
  readonly edges: Float64Array;
  /** The cell that holds `value`; -1 where none does. */
  cellAt(value: ParameterValue): number;
}

/** A cell for each of finitely many values, or one around each of the values tried, the edges half way between them. */
export function cutRange(parameter: Parameter, tried: readonly ParameterValue[]): CutRange {
  const size = countValues(parameter);
  if (size > mostCells) return cutBetween(parameter, tried);
  return {
    edges: Float64Array.from({ length: size + 1 }, (_, i) => (i < size ? cellOf(parameter, i)[0] : 1)),
    cellAt: (value) => (containsValue(parameter, value) ? indexOfValue(parameter, value) : -1),
  };
}

function cutBetween(parameter: Parameter, tried: readonly ParameterValue[]): CutRange {
  const points = Float64Array.from(new Set(tried.map((value) => unitOf(parameter, value)))).sort();
  const edges = new Float64Array(points.length + 1);
  points.forEach((point, i) => {
    edges[i] = i === 0 ? 0 : ((points[i - 1] ?? 0) + point) / 2;
  });
  edges[points.length] = 1;
  const cells = new Map(Array.from(points, (point, cell) => [point, cell]));
  return { edges, cellAt: (value) => cells.get(unitOf(parameter, value)) ?? -1 };
}
