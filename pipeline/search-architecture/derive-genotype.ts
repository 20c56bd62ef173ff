import { cellEdges } from '../../models/cells/cell-edges.js';
import type { CellGenotype, Genotype } from '../../models/cells/genotype.js';
import type { OperatorName } from '../../models/cells/operators.js';
import type { CandidateOperators } from '../../models/cells/supernet.js';
import { operatorProbabilities } from './sampler/distribution.js';
import type { AlphaRows } from './shrink-candidates.js';

/** Edges that each node of a derived cell keeps (Liu et al. 2019). */
const edgesKept = 2;

/** What an edge would be in the derived cell. */
interface Contender {
  readonly row: number;
  readonly node: number;
  readonly from: number;
  readonly operator: OperatorName;
  readonly probability: number;
}

/**
 * The architecture that a search ends with: each node keeps its two strongest incoming edges, an edge being as strong as its most
 * probable operator other than `zero`. Where a normal cell has more than `skipLimit` skip connections, the weakest one
 * loses this operator, until there are no more (Chen et al. 2019, section 3.3).
 * @param alphas architecture parameters of the candidates, one row for each of `cellEdges(nodes)`
 */
export function deriveGenotype(
  candidates: CandidateOperators,
  alphas: AlphaRows,
  nodes: number,
  skipLimit: number,
): Genotype {
  return {
    normal: deriveCell(candidates.normal, alphas.normal, nodes, skipLimit),
    reduction: deriveCell(candidates.reduction, alphas.reduction, nodes, Number.POSITIVE_INFINITY),
  };
}

function deriveCell(
  candidates: readonly (readonly OperatorName[])[],
  alphas: readonly (readonly number[])[],
  nodes: number,
  skipLimit: number,
): CellGenotype {
  const withoutSkip = new Set<number>();
  for (;;) {
    const chosen = strongestEdges(candidates, alphas, nodes, withoutSkip);
    const skips = chosen.filter(({ operator }) => operator === 'skip').sort((a, b) => a.probability - b.probability);
    const [weakest] = skips;
    if (skips.length <= skipLimit || !weakest) return cellOf(chosen, nodes);
    withoutSkip.add(weakest.row);
    // Where a node has nothing else, the limit cannot be kept.
    if (strongestEdges(candidates, alphas, nodes, withoutSkip).every(({ node }) => node !== weakest.node)) {
      return cellOf(chosen, nodes);
    }
  }
}

function strongestEdges(
  candidates: readonly (readonly OperatorName[])[],
  alphas: readonly (readonly number[])[],
  nodes: number,
  withoutSkip: ReadonlySet<number>,
): readonly Contender[] {
  const contenders = cellEdges(nodes).flatMap((edge, row): Contender[] => {
    const probabilities = operatorProbabilities(alphas[row] ?? []);
    const possible = (candidates[row] ?? []).flatMap((operator, k) =>
      operator === 'zero' || (operator === 'skip' && withoutSkip.has(row))
        ? []
        : [{ ...edge, row, operator, probability: probabilities[k] ?? 0 }],
    );
    const [best] = possible.sort((a, b) => b.probability - a.probability);
    return best ? [best] : [];
  });
  return Array.from({ length: nodes }, (_, node) =>
    contenders
      .filter((contender) => contender.node === node)
      .sort((a, b) => b.probability - a.probability)
      .slice(0, edgesKept)
      .sort((a, b) => a.from - b.from),
  ).flat();
}

function cellOf(chosen: readonly Contender[], nodes: number): CellGenotype {
  return {
    nodes: Array.from({ length: nodes }, (_, node) =>
      chosen.flatMap(({ node: to, from, operator }) => (to === node ? [{ from, operator }] : [])),
    ),
  };
}
