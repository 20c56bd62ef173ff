import { arithmeticRows } from './arithmetic.js';
import { blockRows } from './blocks.js';
import { comparisonRows } from './comparison.js';
import { convolutionRows } from './convolution.js';
import { convolution3dRows } from './convolution-3d.js';
import { countingRows } from './counting.js';
import { creationRows } from './creation.js';
import { elementwiseRows } from './elementwise.js';
import { indexingRows } from './indexing.js';
import { linearAlgebraRows } from './linear-algebra.js';
import { localResponseNormalisationRows } from './local-response-normalisation.js';
import { maxPoolWithArgmaxRows } from './max-pool-with-argmax.js';
import { morphologyRows } from './morphology.js';
import { normalisationRows } from './normalisation.js';
import { poolingRows } from './pooling.js';
import { pooling3dRows } from './pooling-3d.js';
import { reductionRows } from './reduction.js';
import { resizeRows } from './resize.js';
import type { Row } from './row.js';
import { samplingRows } from './sampling.js';
import { shapeRows } from './shape.js';

/** How each tfjs kernel becomes ONNX nodes: the one table behind eager execution, compiled steps and export. */
export const loweringTable = {
  ...arithmeticRows,
  ...blockRows,
  ...comparisonRows,
  ...convolution3dRows,
  ...countingRows,
  ...localResponseNormalisationRows,
  ...maxPoolWithArgmaxRows,
  ...morphologyRows,
  ...pooling3dRows,
  ...resizeRows,
  ...samplingRows,
  ...convolutionRows,
  ...creationRows,
  ...elementwiseRows,
  ...indexingRows,
  ...linearAlgebraRows,
  ...normalisationRows,
  ...poolingRows,
  ...reductionRows,
  ...shapeRows,
} as const satisfies Record<string, Row>;

export type LoweredKernel = keyof typeof loweringTable;
