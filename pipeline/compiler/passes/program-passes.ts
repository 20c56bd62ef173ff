import type { Graph } from '../graph/graph.js';
import { batchStatistics } from './batch-statistics.js';
import { expandComposites } from './expand-composites.js';
import { fuseBias } from './fuse-bias.js';
import { mergeProducts } from './merge-products.js';
import { poolBeforeRelu } from './pool-before-relu.js';
import { poolByPhases } from './pool-by-phases.js';
import { shareOperands } from './share-operands.js';
import { sinkReshapes } from './sink-reshapes.js';
import { stepsByHardSigmoid } from './steps-by-hard-sigmoid.js';
import { sumBeforePoolGradient } from './sum-before-pool-gradient.js';

/** What a compiled program goes through, in this order: patterns are found before composites are written out. */
export const programPasses = {
  sinkReshapes,
  batchStatistics,
  fuseBias,
  mergeProducts,
  shareOperands,
  poolBeforeRelu,
  sumBeforePoolGradient,
  poolByPhases,
  stepsByHardSigmoid,
  expandComposites,
} as const satisfies Record<string, (graph: Graph) => Graph>;
