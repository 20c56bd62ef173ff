import { combinationCases } from './combination.js';
import { convolutionCases } from './convolution.js';
import { coreCases } from './core.js';
import { normalisationCases } from './normalisation.js';
import { poolingCases } from './pooling.js';
import { preprocessingCases } from './preprocessing.js';
import { recurrentCases } from './recurrent.js';

/** Every layer of tfjs-layers, and what they are combined into, by family. */
export const layerCases = {
  core: coreCases,
  convolution: convolutionCases,
  pooling: poolingCases,
  normalisation: normalisationCases,
  combination: combinationCases,
  recurrent: recurrentCases,
  preprocessing: preprocessingCases,
} as const;
