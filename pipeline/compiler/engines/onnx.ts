import { ready, setBackend } from '@tensorflow/tfjs-core';
import { compileTraced } from '../compiled-program.js';
import type { Engine } from '../engine.js';
import { backendName } from '../index.js';
import { SessionCache } from '../session/session-cache.js';
import type { RuntimeOptions } from '../session/session-options.js';
import { traceProgram } from '../trace-program.js';

/** Programs kept after their trial: step and evaluation, each for full and last batches, of two architectures. */
const idlePrograms = 8;

/** Training by compiled ONNX graphs in ONNX Runtime: the default engine. */
export function openOnnxEngine(options: RuntimeOptions = {}): Engine {
  // A profile is written when its session is released.
  const cache = new SessionCache(options.profilePrefix ? 0 : idlePrograms);
  return {
    name: 'onnx',
    async activate() {
      await setBackend(backendName);
      await ready();
    },
    async compile(definition) {
      return compileTraced(traceProgram(definition), options, cache, () => traceProgram(definition));
    },
  };
}
