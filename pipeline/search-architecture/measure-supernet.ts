import { cellEdges } from '../../models/cells/cell-edges.js';
import type { Genotype } from '../../models/cells/genotype.js';
import type { CandidateOperators } from '../../models/cells/supernet.js';
import { type RandomStream, randomStream } from '../random/random-stream.js';
import { byKind } from './architecture-parameters.js';
import type { SearchResult } from './search-epoch.js';
import { probabilitiesOf } from './search-epoch.js';
import type { AlphaRows } from './shrink-candidates.js';
import { type ChosenArchitecture, compileEvaluation } from './steps/compile-evaluation.js';
import type { SearchParts } from './steps/search-step.js';

export interface MeasureSupernetRequest {
  readonly candidates: CandidateOperators;
  readonly alphas: AlphaRows;
  readonly genotype: Genotype;
  readonly seed: number;
}

/**
 * Accuracies of the supernet on the validation rows: the mean over networks drawn from p, a fresh one for every batch, and that of
 * the derived network with the supernet's weights. Their difference is the discretisation gap.
 */
export async function measureSupernet(
  parts: SearchParts,
  request: MeasureSupernetRequest,
): Promise<SearchResult['accuracy']> {
  const { candidates, alphas, genotype, seed } = request;
  const evaluation = await compileEvaluation(parts, 'validation');
  try {
    const order = Uint32Array.from({ length: parts.data.validation.x.shape[0] ?? 0 }, (_, i) => i);
    const random = randomStream(seed, 'architecture-search', 'evaluation');
    const drawn = () => drawArchitecture(alphas, random);
    const derived = derivedArchitecture(candidates, genotype);
    return {
      expected: await evaluation.accuracy(order, drawn),
      derived: await evaluation.accuracy(order, () => derived),
    };
  } finally {
    evaluation.dispose();
  }
}

function drawArchitecture(alphas: AlphaRows, random: RandomStream): ChosenArchitecture {
  const probabilities = probabilitiesOf(alphas);
  return {
    operators: byKind((kind) => Int32Array.from(probabilities[kind], (row) => drawIndex(row, random))),
    open: byKind((kind) => new Float32Array(probabilities[kind].length).fill(1)),
  };
}

function drawIndex(probabilities: readonly number[], random: RandomStream): number {
  let rest = random.uniform();
  const index = probabilities.findIndex((p) => {
    rest -= p;
    return rest < 0;
  });
  return index < 0 ? probabilities.length - 1 : index;
}

/** Edges that the genotype leaves out are closed. */
function derivedArchitecture(candidates: CandidateOperators, genotype: Genotype): ChosenArchitecture {
  const chosen = byKind((kind) => {
    const edges = cellEdges(genotype[kind].nodes.length);
    return edges.map(({ node, from }) => genotype[kind].nodes[node]?.find((edge) => edge.from === from)?.operator);
  });
  return {
    operators: byKind((kind) =>
      Int32Array.from(chosen[kind], (operator, row) =>
        operator ? (candidates[kind][row]?.indexOf(operator) ?? 0) : 0,
      ),
    ),
    open: byKind((kind) => Float32Array.from(chosen[kind], (operator) => (operator ? 1 : 0))),
  };
}
