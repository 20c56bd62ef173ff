import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import type { Task } from '../pipeline/load/data.js';
import { imageInput } from './image-input.js';
import { type LayerOptions, layerKit } from './layer-kit.js';
import { checkCount } from './option-checks.js';

/** Defaults: activation `relu`, normalisation `batch`; dropout comes before the output. */
export type SeparableNetOptions = Task &
  LayerOptions & {
    /** Filters of the first convolution; each stage has twice as many as the one before. Default 16. */
    readonly filters?: number;
    /** Each stage halves height and width with its first block. Default 3. */
    readonly stages?: number;
    /** Separable blocks of a stage. Default 2. */
    readonly blocks?: number;
    /** Height and width of the depthwise kernels. Default 3. */
    readonly kernelSize?: number;
  };

/**
 * A network in the manner of MobileNet (Howard et al. 2017): a convolution, then blocks of a depthwise convolution and
 * a 1x1 convolution, each with normalisation and activation, then the mean of every channel and one linear unit a class or
 * target. About an eighth of the multiplications of full 3x3 convolutions. Its first convolution keeps the size of the image,
 * which MobileNet halves, because images are small here.
 * @throws ModelError for an option out of range, or an image too small for the stages.
 */
export function separableNet(options: SeparableNetOptions): LayersModel {
  const { filters = 16, stages = 3, blocks = 2, kernelSize = 3 } = options;
  checkCount('separableNet.filters', filters);
  checkCount('separableNet.stages', stages);
  checkCount('separableNet.blocks', blocks);
  checkCount('separableNet.kernelSize', kernelSize);
  const kit = layerKit('separableNet', options, { activation: 'relu', normalisation: 'batch' });
  const input = imageInput('separableNet', options.inputShape, {
    halvings: stages,
    option: `\`separableNet.stages\` = ${stages}`,
  });
  const model = sequential({ layers: input });
  const add = (kernel: layers.Layer) => {
    for (const layer of [kernel, ...kit.normalise(), kit.activate()]) model.add(layer);
  };
  add(kit.convolution({ filters, kernelSize: 3 }));
  for (let stage = 1; stage <= stages; stage++) {
    for (let block = 0; block < blocks; block++) {
      add(kit.depthwise({ kernelSize, strides: block === 0 ? 2 : 1 }));
      add(kit.convolution({ filters: filters * 2 ** stage, kernelSize: 1 }));
    }
  }
  for (const layer of [layers.globalAveragePooling2d({}), ...kit.dropOut(), kit.output()]) model.add(layer);
  return model;
}
