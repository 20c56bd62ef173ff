import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError } from '../errors.js';
import { allLayers, layerNames } from './layer-scopes.js';

/**
 * A stateful recurrent layer keeps tensors of its own between calls, for one batch size, which a graph cannot.
 * @throws ModelError naming the layer.
 */
export function refuseStateful(model: LayersModel): void {
  const layer = allLayers(model).find((inner) => inner.stateful && !('layers' in inner));
  if (!layer) return;
  throw new ModelError(
    `layer \`${layerNames(model).get(layer)}\` is stateful: it carries its state over from batch to batch, which cannot be compiled; set \`stateful: false\``,
  );
}
