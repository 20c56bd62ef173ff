import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import type { Task } from '../pipeline/load/data.js';
import { type Activation, activationLayer, initializerFor } from './activation.js';
import { checkCount, checkRate } from './option-checks.js';
import { outputUnits } from './output-units.js';

export type MlpOptions = Task & {
  /** Units of each hidden layer. Default 64. */
  readonly hiddenUnits?: number;
  /** Hidden layers; with 0 the network is a linear model. Default 2. */
  readonly layers?: number;
  /** Default `relu`. */
  readonly activation?: Activation;
  /** Share of units set to zero after each hidden layer while training, in [0, 1). Default 0. */
  readonly dropout?: number;
};

/**
 * A multi-layer perceptron: samples are flattened, then hidden layers of equal width, then one linear unit a class or
 * target. Used as `(hp, task) => mlp({ ...task, hiddenUnits: hp.hiddenUnits })`.
 * @throws ModelError for an option out of range.
 */
export function mlp(options: MlpOptions): LayersModel {
  const { inputShape, hiddenUnits = 64, layers: depth = 2, activation = 'relu', dropout = 0 } = options;
  checkCount('mlp.hiddenUnits', hiddenUnits);
  checkCount('mlp.layers', depth, 0);
  checkRate('mlp.dropout', dropout);
  const model = sequential({ layers: [layers.inputLayer({ inputShape: [...inputShape] })] });
  if (inputShape.length > 1) model.add(layers.flatten());
  for (let i = 0; i < depth; i++) {
    model.add(layers.dense({ units: hiddenUnits, kernelInitializer: initializerFor(activation) }));
    model.add(activationLayer(activation));
    if (dropout > 0) model.add(layers.dropout({ rate: dropout }));
  }
  model.add(layers.dense({ units: outputUnits(options), kernelInitializer: 'glorotUniform' }));
  return model;
}
