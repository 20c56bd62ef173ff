import type { LayersModel, LayerVariable, layers } from '@tensorflow/tfjs-layers';
import { layerNames } from '../../compiler/layer-scopes.js';
import { isKernel } from '../update/is-kernel.js';

/** A layer that has kernels, and the one that gives its activations: itself, or one that follows. */
export interface WatchedLayer {
  readonly name: string;
  readonly kernels: readonly LayerVariable[];
  readonly units: number;
  readonly source: layers.Layer;
  /** `linear` where nothing else is known. */
  readonly activation: string;
}

const normalisations: ReadonlySet<string> = new Set(['BatchNormalization', 'LayerNormalization']);

export function watchedLayers(model: LayersModel): WatchedLayer[] {
  return [...layerNames(model)].flatMap(([layer, name]) => {
    const kernels = 'layers' in layer ? [] : layer.trainableWeights.filter(isKernel);
    const [kernel] = kernels;
    return kernel ? [{ name, kernels, units: unitsOf(layer, kernel), ...activationOf(layer) }] : [];
  });
}

/** A recurrent kernel has the units of each gate side by side, a depthwise one its units in the last two axes. */
function unitsOf(layer: layers.Layer, { shape }: LayerVariable): number {
  const { units } = layer.getConfig();
  if (typeof units === 'number') return units;
  const [channels, last] = shape.slice(-2).map((size) => size ?? 1) as [number, number];
  return layer.getClassName() === 'DepthwiseConv2D' ? channels * last : last;
}

/** The layer's own activation, or that of the layer after it and its normalisation. */
function activationOf(layer: layers.Layer): Pick<WatchedLayer, 'source' | 'activation'> {
  const own = ownActivation(layer);
  if (own !== 'linear') return { source: layer, activation: own };
  let next = onlyConsumer(layer);
  while (next && normalisations.has(next.getClassName())) next = onlyConsumer(next);
  const following = next ? activationLayers(next) : undefined;
  return next && following ? { source: next, activation: following } : { source: layer, activation: 'linear' };
}

function ownActivation(layer: layers.Layer): string {
  const { activation } = layer.getConfig();
  return typeof activation === 'string' ? activation : 'linear';
}

function activationLayers(layer: layers.Layer): string | undefined {
  switch (layer.getClassName()) {
    case 'Activation':
      return ownActivation(layer);
    case 'ReLU':
      return 'relu';
    case 'LeakyReLU':
      return 'leakyRelu';
    case 'ELU':
      return 'elu';
    default:
      return undefined;
  }
}

function onlyConsumer(layer: layers.Layer): layers.Layer | undefined {
  const consumers = new Set(layer.outboundNodes.map(({ outboundLayer }) => outboundLayer));
  const [first] = consumers;
  return consumers.size === 1 ? first : undefined;
}
