import { registerBackend } from '@tensorflow/tfjs-core';
import { LazyBackend } from './lazy-backend.js';
import { registerKernels } from './register-kernels.js';

/** Importing this module registers the tfjs backend `onnx`. */
export const backendName = 'onnx';

export const lazyBackend = new LazyBackend();

// Above the `cpu` backend, whose kernels it borrows: what a program gets that imports this and chooses none.
registerBackend(backendName, () => lazyBackend, 2);
registerKernels(backendName);
