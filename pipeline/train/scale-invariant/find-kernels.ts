import type { LayersModel, LayerVariable, layers } from '@tensorflow/tfjs-layers';

/** What of a kernel may be multiplied by any c > 0 without a change of the network's outputs. */
export type InvariantNorm =
  /** The whole. */
  | 'layer'
  /** Each column of a dense kernel for itself. */
  | 'class';

/** Layers whose outputs are proportional to each of their kernels, but for a bias. */
const linearLayers: ReadonlySet<string> = new Set([
  'Dense',
  'Conv1D',
  'Conv2D',
  'Conv2DTranspose',
  'Conv3D',
  'Conv3DTranspose',
  'DepthwiseConv2D',
  'SeparableConv2D',
  'FactorisedReduction',
]);

/**
 * The trained weights of a model that are scale-invariant: kernels of `ScaleInvariantDense`, and those of dense layers and
 * convolutions whose outputs go nowhere but into batch normalisation, which subtracts the mean (and with it a bias) and
 * divides by the deviation, both proportional to the kernel. The latter holds up to batch normalisation's epsilon.
 */
export function scaleInvariantKernels(
  model: Pick<LayersModel, 'layers' | 'outputs' | 'trainableWeights'>,
): ReadonlyMap<LayerVariable, InvariantNorm> {
  const trained = new Set(model.trainableWeights);
  const found = new Map<LayerVariable, InvariantNorm>();
  const visit = ({ layers: inside, outputs }: Pick<LayersModel, 'layers' | 'outputs'>) => {
    const members = new Set(inside);
    const given = new Set(outputs.map(({ sourceLayer }) => sourceLayer));
    for (const layer of inside) {
      if ('layers' in layer) visit(layer as LayersModel);
      const norm = isNormalised(layer, members) && !given.has(layer) ? 'layer' : ownNorm(layer);
      if (!norm) continue;
      for (const weight of layer.trainableWeights) {
        if (trained.has(weight) && !weight.originalName.endsWith('/bias')) found.set(weight, norm);
      }
    }
  };
  visit(model);
  return found;
}

/** By its name and not by its class, which belongs to the models: a layer read from a file is another object. */
function ownNorm(layer: layers.Layer): InvariantNorm | undefined {
  if (layer.getClassName() !== 'ScaleInvariantDense') return undefined;
  return layer.getConfig().norm === 'class' ? 'class' : 'layer';
}

function isNormalised(layer: layers.Layer, members: ReadonlySet<layers.Layer>): boolean {
  const { activation = 'linear' } = layer.getConfig();
  if (!linearLayers.has(layer.getClassName()) || activation !== 'linear') return false;
  // Of a layer used elsewhere too, only what happens in this model counts.
  const consumers = layer.outboundNodes.map(({ outboundLayer }) => outboundLayer).filter((next) => members.has(next));
  return consumers.length > 0 && consumers.every((next) => normalisesChannels(next, layer));
}

/** Over another axis than that of the channels, a bias would not go away with the mean. */
function normalisesChannels(next: layers.Layer, { outputShape }: layers.Layer): boolean {
  if (next.getClassName() !== 'BatchNormalization') return false;
  const { axis } = next.getConfig();
  return axis === -1 || axis === (outputShape as readonly unknown[]).length - 1;
}
