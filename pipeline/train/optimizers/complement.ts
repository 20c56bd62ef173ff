import * as tf from '@tensorflow/tfjs-core';

/** 1 - share, for a number or one that changes from step to step. */
export const complement = (share: number | tf.Scalar): number | tf.Scalar =>
  typeof share === 'number' ? 1 - share : tf.sub(1, share);
