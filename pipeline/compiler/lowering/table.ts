import { convolutionRows } from './convolution.js';
import { creationRows } from './creation.js';
import { elementwiseRows } from './elementwise.js';
import { indexingRows } from './indexing.js';
import { linearAlgebraRows } from './linear-algebra.js';
import { normalisationRows } from './normalisation.js';
import { poolingRows } from './pooling.js';
import { reductionRows } from './reduction.js';
import type { Row } from './row.js';
import { shapeRows } from './shape.js';

/** How each tfjs kernel becomes ONNX nodes: the one table behind eager execution, compiled steps and export. */
export const loweringTable = {
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
