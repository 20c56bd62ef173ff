import { registerBackend } from '@tensorflow/tfjs-core';
import { LazyBackend } from './lazy-backend.js';
import { registerKernels } from './register-kernels.js';

/** Importing this module registers the tfjs backend `onnx`. */
export const backendName = 'onnx';

export const lazyBackend = new LazyBackend();

registerBackend(backendName, () => lazyBackend);
registerKernels(backendName);
