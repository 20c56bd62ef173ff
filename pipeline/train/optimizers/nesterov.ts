import * as tf from '@tensorflow/tfjs-core';
import { defineOptimizer } from './optimizer.js';

/**
 * Nesterov's accelerated gradient (Nesterov 1983), in the form of Sutskever et al. 2013 with the gradient taken at the
 * weights themselves, as PyTorch and tfjs have it: v <- mu v + g; w <- w - eta (g + mu v). Default mu = 0.9.
 */
export const nesterov = defineOptimizer({
  defaults: { momentum: 0.9 },
  momentum: 'momentum',
  slots: ['velocity'],
  begin: (options, { learningRate, momentum = options.momentum }) => {
    return (w, g, slots) => {
      const velocity = tf.add(tf.mul(slots.velocity, momentum), g);
      const ahead = tf.add(g, tf.mul(velocity, momentum));
      return { weight: tf.sub(w, tf.mul(ahead, learningRate)), slots: { velocity } };
    };
  },
});
