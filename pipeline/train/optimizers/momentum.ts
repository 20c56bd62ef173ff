import * as tf from '@tensorflow/tfjs-core';
import { defineOptimizer } from './optimizer.js';

/**
 * Momentum (Polyak 1964), in the form of PyTorch and tfjs: v <- mu v + g; w <- w - eta v.
 * The velocity is not scaled by the learning rate, so a change of rate acts at once. Default mu = 0.9.
 */
export const momentum = defineOptimizer({
  defaults: { momentum: 0.9 },
  momentum: 'momentum',
  slots: ['velocity'],
  begin: (options, { learningRate, momentum = options.momentum }) => {
    return (w, g, slots) => {
      const velocity = tf.add(tf.mul(slots.velocity, momentum), g);
      return { weight: tf.sub(w, tf.mul(velocity, learningRate)), slots: { velocity } };
    };
  },
});
