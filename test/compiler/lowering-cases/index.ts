import { convolutionCases } from './convolution.js';
import { creationCases } from './creation.js';
import { elementwiseCases } from './elementwise.js';
import { imageCases } from './image.js';
import { indexingCases } from './indexing.js';
import type { KernelCases } from './kernel-case.js';
import { linearAlgebraCases } from './linear-algebra.js';
import { poolingCases } from './pooling.js';
import { reductionCases } from './reduction.js';
import { shapeCases } from './shape.js';

/** One case for each row of the lowering table. */
export const loweringCases: KernelCases = {
  ...convolutionCases,
  ...creationCases,
  ...elementwiseCases,
  ...imageCases,
  ...indexingCases,
  ...linearAlgebraCases,
  ...poolingCases,
  ...reductionCases,
  ...shapeCases,
};
