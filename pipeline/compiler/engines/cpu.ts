import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine.js';
import { eagerProgram } from './eager-program.js';

/** tfjs's own JavaScript kernels: slow, needs nothing, and is the reference the other engines are compared with. */
export async function openCpuEngine(): Promise<Engine> {
  return {
    name: 'cpu',
    async activate() {
      await tf.setBackend('cpu');
      writeSilently();
    },
    compile: async (definition) => eagerProgram(definition),
  };
}

/**
 * The first tensor written to the `cpu` backend prints an advertisement for tfjs-node, unless tfjs is in production
 * mode (flag PROD, which silences tfjs's warnings and nothing else); so the first one is written here.
 */
function writeSilently(): void {
  const production = tf.env().getBool('PROD');
  tf.env().set('PROD', true);
  tf.scalar(0).dispose();
  tf.env().set('PROD', production);
}
