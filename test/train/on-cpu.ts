// Registers the gradients of tfjs's kernels, as any program with a model does.
import '@tensorflow/tfjs-layers';
import { openEngine } from '../../pipeline/compiler/open-engine.js';

/** Makes the reference backend the current one; every test of tensor code calls it once. */
export const cpu = await openEngine('cpu');
await cpu.activate();
