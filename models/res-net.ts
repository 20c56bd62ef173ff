import { model as functionalModel, type LayersModel, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { ModelError } from '../pipeline/errors.js';
import type { Task } from '../pipeline/load/data.js';
import { applyLayers } from './apply-layers.js';
import { imageInput } from './image-input.js';
import { type LayerKit, type LayerOptions, layerKit } from './layer-kit.js';
import { checkCount } from './option-checks.js';
import { PadChannels } from './pad-channels.js';

const shortcuts = ['projection', 'identity', 'none'] as const;

/** Defaults: activation `relu`, normalisation `batch`; dropout comes before the output. */
export type ResNetOptions = Task &
  LayerOptions & {
    /** Filters of the first stage; the second has twice, the third four times as many. Default 16. */
    readonly filters?: number;
    /** Residual blocks in each of the three stages: 6 * blocks + 2 layers, so 1, 2, 3 are ResNet-8, -14, -20. Default 1. */
    readonly blocks?: number;
    /**
     * What is added to a block's convolutions where their shape changes: a 1x1 convolution of its input (`projection`,
     * option B of the paper, the default), or every second pixel with channels of zeros (`identity`, option A, without
     * weights). `none`: no shortcuts at all, the paper's plain network.
     */
    readonly shortcut?: (typeof shortcuts)[number];
  };

/**
 * The residual network for small images of He et al. 2016 (Deep Residual Learning, section 4.2): a 3x3 convolution,
 * three stages of basic blocks (two 3x3 convolutions and a shortcut), of which the second and third begin by halving the
 * image, then the mean of every channel and one linear unit a class or target. Samples are images [height, width,
 * channels] or [height, width].
 * @throws ModelError for an option out of range, or an image smaller than 4 by 4.
 */
export function resNet(options: ResNetOptions): LayersModel {
  const { filters = 16, blocks = 1, shortcut = 'projection' } = options;
  checkCount('resNet.filters', filters);
  checkCount('resNet.blocks', blocks);
  if (!shortcuts.includes(shortcut)) {
    throw new ModelError(`\`resNet.shortcut\` must be 'projection', 'identity' or 'none', got ${String(shortcut)}`);
  }
  const kit = layerKit('resNet', options, { activation: 'relu', normalisation: 'batch' });
  const [first, ...reshape] = imageInput('resNet', options.inputShape, { halvings: 2 });
  const inputs = (first as layers.Layer).output as SymbolicTensor;
  let x = applyLayers(
    inputs,
    ...reshape,
    kit.convolution({ filters, kernelSize: 3 }),
    ...kit.normalise(),
    kit.activate(),
  );
  for (let stage = 0; stage < 3; stage++) {
    for (let block = 0; block < blocks; block++) {
      x = residualBlock(x, kit, {
        filters: filters * 2 ** stage,
        strides: stage > 0 && block === 0 ? 2 : 1,
        shortcut,
      });
    }
  }
  const outputs = applyLayers(x, layers.globalAveragePooling2d({}), ...kit.dropOut(), kit.output());
  return functionalModel({ inputs, outputs });
}

interface Block {
  readonly filters: number;
  readonly strides: number;
  readonly shortcut: (typeof shortcuts)[number];
}

function residualBlock(x: SymbolicTensor, kit: LayerKit, { filters, strides, shortcut }: Block): SymbolicTensor {
  const convolved = applyLayers(
    x,
    kit.convolution({ filters, kernelSize: 3, strides }),
    ...kit.normalise(),
    kit.activate(),
    kit.convolution({ filters, kernelSize: 3 }),
    ...kit.normalise(),
  );
  if (shortcut === 'none') return applyLayers(convolved, kit.activate());
  const channels = x.shape.at(-1) ?? 0;
  const short =
    strides === 1 && channels === filters
      ? x
      : shortcut === 'projection'
        ? applyLayers(x, kit.convolution({ filters, kernelSize: 1, strides }), ...kit.normalise())
        : applyLayers(
            x,
            layers.averagePooling2d({ poolSize: 1, strides, padding: 'same' }),
            new PadChannels({ channels: filters - channels }),
          );
  const sum = layers.add().apply([convolved, short]) as SymbolicTensor;
  return applyLayers(sum, kit.activate());
}
