import type { Graph } from '../graph/graph.js';
import { absorbFlattenTranspose } from './absorb-flatten-transpose.js';
import { foldBatchNormalisation } from './fold-batch-normalisation.js';
import { foldConstants } from './fold-constants.js';
import { fuseBias } from './fuse-bias.js';
import { sinkReshapes } from './sink-reshapes.js';

/** What an exported graph goes through, in this order: folding weights to their final order makes the others possible. */
export const exportPasses = {
  foldConstants,
  sinkReshapes,
  fuseBias,
  foldBatchNormalisation,
  absorbFlattenTranspose,
} as const satisfies Record<string, (graph: Graph) => Graph | Promise<Graph>>;
