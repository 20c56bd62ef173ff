import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients of tfjs's kernels.
import '@tensorflow/tfjs-layers';
import type { Engine } from '../../pipeline/compiler/engine.js';
import { openEngine } from '../../pipeline/compiler/open-engine.js';

/** The engine under test and the reference. */
export const engines = {
  onnx: await openEngine('onnx', { threads: 1 }),
  cpu: await openEngine('cpu'),
} as const satisfies Record<string, Engine>;

/** Runs the same code on both engines, one after the other. */
export async function onBoth<T>(body: (engine: Engine) => Promise<T>): Promise<Readonly<Record<'onnx' | 'cpu', T>>> {
  await engines.cpu.activate();
  const cpu = await body(engines.cpu);
  await engines.onnx.activate();
  return { cpu, onnx: await body(engines.onnx) };
}

/** What tfjs holds besides, for tests that nothing is left behind. */
export const tensorCount = (): number => tf.memory().numTensors;
