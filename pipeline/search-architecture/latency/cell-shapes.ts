import { cellPlaces } from '../../../models/cells/cell-places.js';
import type { EdgeShape } from '../../../models/cells/edge-operators.js';
import type { Genotype } from '../../../models/cells/genotype.js';

/** The size of a network of cells, as options of `cellNet`, and of the images it takes. */
export interface CellNetworkSize {
  readonly height: number;
  readonly width: number;
  readonly cells: number;
  readonly channels: number;
}

/** What the edges of a cell work on. */
export interface CellShapes {
  readonly kind: keyof Genotype;
  /** Edges from the two inputs of the cell, brought to its channels. */
  readonly fromInputs: EdgeShape;
  /** Edges from its nodes. */
  readonly fromNodes: EdgeShape;
}

/** The cells of a network, in order. */
export function cellShapes({ height, width, cells, channels }: CellNetworkSize): readonly CellShapes[] {
  let size = { height, width };
  return cellPlaces(cells, channels).map(({ kind, channels: own }) => {
    const strides = kind === 'reduction' ? 2 : 1;
    const fromInputs = { ...size, channels: own, strides } as const;
    size = { height: Math.ceil(size.height / strides), width: Math.ceil(size.width / strides) };
    return { kind, fromInputs, fromNodes: { ...size, channels: own, strides: 1 } };
  });
}
