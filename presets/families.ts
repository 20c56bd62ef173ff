import type { LayersModel } from '@tensorflow/tfjs-layers';
import { convNet, mlp, recurrent } from '../models/index.js';
import type { Task } from '../pipeline/load/data.js';

/** What kind of samples a task has: that decides which family of networks suits it. */
export type DataKind = 'images' | 'sequences' | 'rows';

/** Sides of this many pixels and more make an image; a few columns are the features of a sequence. */
const smallestSide = 8;

/** By the shape of a sample: [height, width, channels] and [height, width] are images, [time, features] sequences. */
export function dataKindOf({ inputShape }: Task): DataKind {
  const [height = 0, width = 0] = inputShape;
  if (inputShape.length > 1 && Math.min(height, width) >= smallestSide) return 'images';
  return inputShape.length === 2 ? 'sequences' : 'rows';
}

export interface NetworkSize {
  /** Filters of the first block, or units of a layer. */
  readonly width: number;
  /** Share of units set to zero while training. */
  readonly dropout: number;
}

/** Blocks of convolution and pooling until the image is about 4 pixels wide, at most three. */
export const blocksFor = ({ inputShape: [height = 0, width = 0] }: Task): number =>
  Math.min(3, Math.floor(Math.log2(Math.min(height, width))) - 2);

export const denseUnits = 64;

/** The network for a task: VGG-like with batch normalisation, gated recurrent, or a perceptron. */
export function networkFor(task: Task, { width, dropout }: NetworkSize): LayersModel {
  switch (dataKindOf(task)) {
    case 'images':
      return convNet({ ...task, filters: width, blocks: blocksFor(task), normalisation: 'batch', denseUnits, dropout });
    case 'sequences':
      return recurrent({ ...task, cell: 'gru', units: width, dropout });
    case 'rows':
      return mlp({ ...task, hiddenUnits: width, dropout });
  }
}
