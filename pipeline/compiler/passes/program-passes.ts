import type { Graph } from '../graph/graph.js';
import { batchStatistics } from './batch-statistics.js';
import { expandComposites } from './expand-composites.js';
import { fuseBias } from './fuse-bias.js';
import { mergeProducts } from './merge-products.js';
import { poolBeforeRelu } from './pool-before-relu.js';
import { poolByPhases } from './pool-by-phases.js';
import { shareOperands } from './share-operands.js';
import { sinkReshapes } from './sink-reshapes.js';
import { slicesForSplits } from './slices-for-splits.js';
import { stepsByHardSigmoid } from './steps-by-hard-sigmoid.js';
import { sumBeforePoolGradient } from './sum-before-pool-gradient.js';

/** What runs a program: ONNX Runtime's kernels for the CPU, or those of any execution provider. */
export type Kernels = 'cpu' | 'any';

type Pass = (graph: Graph) => Graph;

/** What a program for the CPU goes through, in this order: patterns are found before composites are written out. */
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
} as const satisfies Record<string, Pass>;

/** BatchNormalization in training mode is the CPU's alone. */
const { batchStatistics: _, ...portable } = programPasses;

const passes: Readonly<Record<Kernels, Readonly<Record<string, Pass>>>> = {
  cpu: programPasses,
  any: { ...portable, slicesForSplits },
};

export const passesFor = (kernels: Kernels): readonly (readonly [name: string, pass: Pass])[] =>
  Object.entries(passes[kernels]);
