import { layers } from '@tensorflow/tfjs-layers';
import type { InitializerName } from './initializers/registry.js';

/** Activations of hidden layers. */
export type Activation = 'relu' | 'leakyRelu' | 'elu' | 'selu' | 'gelu' | 'swish' | 'sigmoid' | 'tanh';

/** A layer of its own, so that normalisation can stand before it. `leakyRelu` has slope 0.01 below zero. */
export function activationLayer(activation: Activation): layers.Layer {
  return activation === 'leakyRelu' ? layers.leakyReLU({ alpha: 0.01 }) : layers.activation({ activation });
}

/**
 * The initialiser that keeps the variance of activations from layer to layer: He et al. 2015 for rectifiers,
 * LeCun's for SELU (Klambauer et al. 2017), Glorot and Bengio 2010 for the saturating ones.
 */
export function initializerFor(activation: Activation): InitializerName {
  switch (activation) {
    case 'relu':
    case 'leakyRelu':
    case 'elu':
    case 'gelu':
    case 'swish':
      return 'heUniform';
    case 'selu':
      return 'lecunUniform';
    case 'sigmoid':
    case 'tanh':
      return 'xavierUniform';
  }
}
