import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import type { Task } from '../pipeline/load/data.js';
import { imageInput } from './image-input.js';
import { type LayerOptions, layerKit } from './layer-kit.js';
import { checkCount } from './option-checks.js';

/** Defaults: activation `relu`, normalisation (of the convolutions) `none`; dropout comes before the output. */
export type ConvNetOptions = Task &
  LayerOptions & {
    /** Filters of the first block; every further block has twice as many. Default 16. */
    readonly filters?: number;
    /** Blocks of convolutions and pooling; each halves height and width. Default 2. */
    readonly blocks?: number;
    /** Convolutions of a block. Default 1. */
    readonly convolutions?: number;
    /** Height and width of the convolution kernels. Default 3. */
    readonly kernelSize?: number;
    /** What the dense layers see of the last block: the mean of every channel instead of all positions. Default false. */
    readonly globalPooling?: boolean;
    /** Units of the dense layer before the output; 0 for none. Default 64. */
    readonly denseUnits?: number;
  };

/**
 * A convolutional network from LeNet (LeCun et al. 1998) to VGG (Simonyan and Zisserman 2015): blocks of one or several
 * convolutions ('same' padding) with their activations and 2x2 max pooling, then a dense layer and one linear unit a
 * class or target. Samples are images [height, width, channels] or [height, width]; pooling over all positions
 * (`globalPooling`) is of Lin et al. 2014. Used as `(hp, task) => convNet({ ...task, filters: hp.filters })`.
 * @throws ModelError for an option out of range, or an image too small for the blocks.
 */
export function convNet(options: ConvNetOptions): LayersModel {
  const { filters = 16, blocks = 2, convolutions = 1, kernelSize = 3, denseUnits = 64 } = options;
  checkCount('convNet.filters', filters);
  checkCount('convNet.blocks', blocks);
  checkCount('convNet.convolutions', convolutions);
  checkCount('convNet.kernelSize', kernelSize);
  checkCount('convNet.denseUnits', denseUnits, 0);
  const kit = layerKit('convNet', options, { activation: 'relu', normalisation: 'none' });
  const input = imageInput('convNet', options.inputShape, {
    halvings: blocks,
    option: `\`convNet.blocks\` = ${blocks}`,
  });
  const model = sequential({ layers: input });
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < convolutions; i++) {
      model.add(kit.convolution({ filters: filters * 2 ** block, kernelSize }));
      for (const layer of [...kit.normalise(), kit.activate()]) model.add(layer);
    }
    model.add(layers.maxPooling2d({ poolSize: 2 }));
  }
  model.add(options.globalPooling ? layers.globalAveragePooling2d({}) : layers.flatten());
  if (denseUnits > 0) {
    model.add(kit.plainDense(denseUnits));
    model.add(kit.activate());
  }
  for (const layer of [...kit.dropOut(), kit.output()]) model.add(layer);
  return model;
}
