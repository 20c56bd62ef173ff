import { type LayersModel, layers, type Sequential, sequential } from '@tensorflow/tfjs-layers';
import { ModelError } from '../pipeline/errors.js';
import type { Task } from '../pipeline/load/data.js';
import { type Activation, activationLayer, initializerFor } from './activation.js';
import { checkCount, checkRate } from './option-checks.js';
import { outputUnits } from './output-units.js';

export type ConvNetOptions = Task & {
  /** Filters of the first block; every further block has twice as many. Default 16. */
  readonly filters?: number;
  /** Blocks of convolution and pooling; each halves height and width. Default 2. */
  readonly blocks?: number;
  /** Height and width of the convolution kernels. Default 3. */
  readonly kernelSize?: number;
  /** Units of the dense layer before the output. Default 64. */
  readonly denseUnits?: number;
  /** Default `relu`. */
  readonly activation?: Activation;
  /** Share of the dense layer's units set to zero while training, in [0, 1). Default 0. */
  readonly dropout?: number;
  /** Batch normalisation between each convolution and its activation. Default false. */
  readonly batchNorm?: boolean;
};

/**
 * A convolutional network in the manner of LeNet (LeCun et al. 1998): blocks of convolution ('same' padding),
 * activation and 2x2 max pooling, then a dense layer and one linear unit a class or target. Samples are images
 * [height, width, channels] or [height, width]. Used as `(hp, task) => convNet({ ...task, filters: hp.filters })`.
 * @throws ModelError for an option out of range, or an image too small for the blocks.
 */
export function convNet(options: ConvNetOptions): LayersModel {
  const { filters = 16, blocks = 2, kernelSize = 3, denseUnits = 64, dropout = 0, activation = 'relu' } = options;
  checkCount('convNet.filters', filters);
  checkCount('convNet.blocks', blocks);
  checkCount('convNet.kernelSize', kernelSize);
  checkCount('convNet.denseUnits', denseUnits);
  checkRate('convNet.dropout', dropout);
  const model = imageInput(options.inputShape, blocks);
  const kernelInitializer = initializerFor(activation);
  for (let block = 0; block < blocks; block++) {
    const useBias = !options.batchNorm; // the normalisation has a shift of its own
    model.add(
      layers.conv2d({ filters: filters * 2 ** block, kernelSize, padding: 'same', kernelInitializer, useBias }),
    );
    if (options.batchNorm) model.add(layers.batchNormalization());
    model.add(activationLayer(activation));
    model.add(layers.maxPooling2d({ poolSize: 2 }));
  }
  model.add(layers.flatten());
  model.add(layers.dense({ units: denseUnits, kernelInitializer }));
  model.add(activationLayer(activation));
  if (dropout > 0) model.add(layers.dropout({ rate: dropout }));
  model.add(layers.dense({ units: outputUnits(options), kernelInitializer: 'glorotUniform' }));
  return model;
}

function imageInput(inputShape: readonly number[], blocks: number): Sequential {
  const [height = 0, width = 0] = inputShape;
  if (inputShape.length !== 2 && inputShape.length !== 3) {
    throw new ModelError(
      `convNet takes images [height, width, channels] or [height, width], got samples of shape [${inputShape.join(', ')}]: use mlp for tables`,
    );
  }
  if (Math.min(height, width) < 2 ** blocks) {
    throw new ModelError(
      `\`convNet.blocks\` = ${blocks} halves the image ${blocks} times, but it is only ${height} by ${width}: use at most ` +
        `${Math.floor(Math.log2(Math.min(height, width)))}`,
    );
  }
  const model = sequential({ layers: [layers.inputLayer({ inputShape: [...inputShape] })] });
  if (inputShape.length === 2) model.add(layers.reshape({ targetShape: [height, width, 1] }));
  return model;
}
