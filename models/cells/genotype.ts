import type { OperatorName } from './operators.js';

/** An edge into a node: 0 and 1 are the outputs of the cell before the last and of the last one, node i is i + 2. */
export interface GenotypeEdge {
  readonly from: number;
  readonly operator: OperatorName;
}

/** Of each intermediate node its incoming edges, whose results it sums. The nodes together, concatenated, are the output. */
export interface CellGenotype {
  readonly nodes: readonly (readonly GenotypeEdge[])[];
}

/** What cells of an architecture look like: those that keep the size of images, and those that halve it. */
export interface Genotype {
  readonly normal: CellGenotype;
  readonly reduction: CellGenotype;
}
