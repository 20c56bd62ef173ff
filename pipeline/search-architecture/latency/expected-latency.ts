import { cellEdges } from '../../../models/cells/cell-edges.js';
import type { EdgeShape } from '../../../models/cells/edge-operators.js';
import type { Genotype } from '../../../models/cells/genotype.js';
import type { OperatorName } from '../../../models/cells/operators.js';
import type { CandidateOperators } from '../../../models/cells/supernet.js';
import { type ByKind, byKind, cellKinds } from '../architecture-parameters.js';
import { type CellNetworkSize, cellShapes } from './cell-shapes.js';

/** Milliseconds at batch 1 of an operator on images of a shape. */
export type LatencyOf = (operator: OperatorName, shape: EdgeShape) => number;

/** One number for each candidate operator of each edge of each kind of cells, in the order of `CandidateOperators`. */
export type EdgeTable = ByKind<readonly (readonly number[])[]>;

/** What an operator on an edge costs in all cells of the kind together, ms: c in the formulas below. */
export function edgeLatencies(size: CellNetworkSize, candidates: CandidateOperators, latencyOf: LatencyOf): EdgeTable {
  const cells = cellShapes(size);
  return byKind((kind) =>
    cellEdges(nodesOf(candidates[kind].length)).map(({ from }, row) =>
      (candidates[kind][row] ?? []).map((operator) =>
        cells
          .filter((cell) => cell.kind === kind)
          .reduce((sum, cell) => sum + latencyOf(operator, from < 2 ? cell.fromInputs : cell.fromNodes), 0),
      ),
    ),
  );
}

/** Of M nodes there are 2 + 3 + ... + (M + 1) = M (M + 3) / 2 edges. */
const nodesOf = (edges: number): number => (Math.sqrt(9 + 8 * edges) - 3) / 2;

/**
 * The latency that architectures drawn from p have on average, without what all of them share (ms):
 *   E_p[latency] = sum over kinds, edges e and operators k of p_ek c_ek,
 * since cells run one after the other, and operators of an edge are drawn one at a time (ProxylessNAS: Cai et al. 2019, eq. 2).
 */
export function expectedLatency(probabilities: EdgeTable, latencies: EdgeTable): number {
  return cellKinds
    .flatMap((kind) => probabilities[kind].map((p, edge) => dot(p, latencies[kind][edge] ?? [])))
    .reduce((sum, value) => sum + value, 0);
}

/** Its gradient with respect to the architecture parameters, p = softmax(alpha): p_ek (c_ek - sum over j of p_ej c_ej). */
export function expectedLatencyGradient(probabilities: EdgeTable, latencies: EdgeTable): EdgeTable {
  return byKind((kind) =>
    probabilities[kind].map((p, edge) => {
      const own = latencies[kind][edge] ?? [];
      const mean = dot(p, own);
      return p.map((share, operator) => share * ((own[operator] ?? 0) - mean));
    }),
  );
}

/** The same sum for a derived network, which has only the edges of its genotype, ms. */
export function genotypeLatency(genotype: Genotype, size: CellNetworkSize, latencyOf: LatencyOf): number {
  return cellShapes(size)
    .flatMap(({ kind, fromInputs, fromNodes }) =>
      genotype[kind].nodes.flat().map(({ from, operator }) => latencyOf(operator, from < 2 ? fromInputs : fromNodes)),
    )
    .reduce((sum, latency) => sum + latency, 0);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}
