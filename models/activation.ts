import { layers } from '@tensorflow/tfjs-layers';

/** Activations of hidden layers. */
export type Activation = 'relu' | 'leakyRelu' | 'elu' | 'selu' | 'gelu' | 'swish' | 'sigmoid' | 'tanh';

/** A layer of its own, so that batch normalisation can stand before it. `leakyRelu` has slope 0.01 below zero. */
export function activationLayer(activation: Activation): layers.Layer {
  return activation === 'leakyRelu' ? layers.leakyReLU({ alpha: 0.01 }) : layers.activation({ activation });
}

/**
 * The initialiser that keeps the variance of activations from layer to layer: He et al. 2015 for rectifiers,
 * LeCun's for SELU (Klambauer et al. 2017), Glorot and Bengio 2010 for the saturating ones. The uniform forms, because
 * tfjs cuts its normal ones off at two deviations without making up for the variance lost, 23 %.
 */
export function initializerFor(activation: Activation): 'heUniform' | 'leCunUniform' | 'glorotUniform' {
  switch (activation) {
    case 'relu':
    case 'leakyRelu':
    case 'elu':
    case 'gelu':
    case 'swish':
      return 'heUniform';
    case 'selu':
      return 'leCunUniform';
    case 'sigmoid':
    case 'tanh':
      return 'glorotUniform';
  }
}
