import { ready, setBackend } from '@tensorflow/tfjs-core';
import { compileTraced } from '../compiled-program.js';
import type { Engine } from '../engine.js';
import { backendName } from '../index.js';
import type { RuntimeOptions } from '../session/session-options.js';
import { traceProgram } from '../trace-program.js';

/** Training by compiled ONNX graphs in ONNX Runtime: the default engine. */
export function openOnnxEngine(options: RuntimeOptions = {}): Engine {
  return {
    name: 'onnx',
    async activate() {
      await setBackend(backendName);
      await ready();
    },
    compile: (definition) => compileTraced(traceProgram(definition), options),
  };
}
