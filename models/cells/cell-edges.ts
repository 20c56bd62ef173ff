/** An edge that a cell of the search space has, as in `GenotypeEdge`; `node` is the one it leads to, from 0. */
export interface CellEdge {
  readonly node: number;
  readonly from: number;
}

/** All edges of a cell with so many nodes, in the order of architecture parameters: node i has i + 2 of them. */
export function cellEdges(nodes: number): readonly CellEdge[] {
  return Array.from({ length: nodes }, (_, node) =>
    Array.from({ length: node + 2 }, (_, from): CellEdge => ({ node, from })),
  ).flat();
}
