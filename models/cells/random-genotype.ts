import { ModelError } from '../../pipeline/errors.js';
import { type RandomStream, randomStream } from '../../pipeline/random/random-stream.js';
import { shuffledIndices } from '../../pipeline/random/shuffled-indices.js';
import { checkCount } from '../option-checks.js';
import type { CellGenotype, Genotype, GenotypeEdge } from './genotype.js';
import { type OperatorName, operatorNames } from './operators.js';

/** The genotypes that a search can derive: two edges from different places into each node. */
export interface CellSpace {
  /** Intermediate nodes of a cell. */
  readonly nodes: number;
  /** Of which `zero` is never drawn. Default: all. */
  readonly operators?: readonly OperatorName[];
  /** Skip connections that a normal cell has at most (2 in P-DARTS, Chen et al. 2019). Default: no limit. */
  readonly skipLimit?: number;
}

/**
 * A genotype drawn uniformly from the space, as control for what a search finds (Li and Talwalkar 2019; Yang et al. 2020).
 * The same seed gives the same one.
 * @throws ModelError for a space that has none.
 */
export function randomGenotype(seed: number, space: CellSpace): Genotype {
  const { nodes, skipLimit = Number.POSITIVE_INFINITY } = space;
  checkCount('randomGenotype.nodes', nodes);
  const operators = (space.operators ?? operatorNames).filter((name) => name !== 'zero');
  if (operators.length === 0) throw new ModelError('`randomGenotype.operators` has none but `zero`: name one more');
  const fewest = operators.every((name) => name === 'skip') ? 2 * nodes : 0;
  if (!(skipLimit >= fewest)) {
    throw new ModelError(`\`randomGenotype.skipLimit\` must be >= ${fewest}, got ${String(skipLimit)}`);
  }
  const random = randomStream('genotype', seed);
  // Drawn anew until it keeps to the limit, which leaves those that do equally likely.
  let normal = randomCell(random, nodes, operators);
  while (skipsOf(normal) > skipLimit) normal = randomCell(random, nodes, operators);
  return { normal, reduction: randomCell(random, nodes, operators) };
}

function randomCell(random: RandomStream, nodes: number, operators: readonly OperatorName[]): CellGenotype {
  const edge = (from: number): GenotypeEdge => ({
    from,
    operator: operators[random.below(operators.length)] as OperatorName,
  });
  return {
    nodes: Array.from({ length: nodes }, (_, node) =>
      [...shuffledIndices(node + 2, random).slice(0, 2)].sort((a, b) => a - b).map(edge),
    ),
  };
}

export function skipsOf({ nodes }: CellGenotype): number {
  return nodes.flat().filter(({ operator }) => operator === 'skip').length;
}
