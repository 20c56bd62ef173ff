import * as tf from '@tensorflow/tfjs-core';
import { defineOptimizer } from './optimizer.js';

/** Gradient descent: w <- w - eta g. */
export const sgd = defineOptimizer({
  defaults: {},
  slots: [],
  begin: (_options, { learningRate }) => {
    return (w, g) => ({ weight: tf.sub(w, tf.mul(g, learningRate)), slots: {} });
  },
});
