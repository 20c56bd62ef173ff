import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import type { Task } from '../pipeline/load/data.js';
import { type LayerOptions, layerKit } from './layer-kit.js';
import { checkCount } from './option-checks.js';

/** Defaults: activation `relu`, normalisation `none`; dropout follows each hidden layer. */
export type MlpOptions = Task &
  LayerOptions & {
    /** Units of each hidden layer. Default 64. */
    readonly hiddenUnits?: number;
    /** Hidden layers; with 0 the network is a linear model. Default 2. */
    readonly layers?: number;
  };

/**
 * A multi-layer perceptron (Rumelhart et al. 1986): samples are flattened, then hidden layers of equal width, then one
 * linear unit a class or target. Used as `(hp, task) => mlp({ ...task, hiddenUnits: hp.hiddenUnits })`.
 * @throws ModelError for an option out of range.
 */
export function mlp(options: MlpOptions): LayersModel {
  const { inputShape, hiddenUnits = 64, layers: depth = 2 } = options;
  checkCount('mlp.hiddenUnits', hiddenUnits);
  checkCount('mlp.layers', depth, 0);
  const kit = layerKit('mlp', options, { activation: 'relu', normalisation: 'none' });
  const model = sequential({ layers: [layers.inputLayer({ inputShape: [...inputShape] })] });
  if (inputShape.length > 1) model.add(layers.flatten());
  for (let i = 0; i < depth; i++) {
    const hidden = [kit.dense(hiddenUnits), ...kit.normalise(), kit.activate(), ...kit.dropOut()];
    for (const layer of hidden) model.add(layer);
  }
  model.add(kit.output());
  return model;
}
