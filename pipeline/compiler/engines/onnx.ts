import { ready, setBackend } from '@tensorflow/tfjs-core';
import { listSupportedBackends } from 'onnxruntime-node';
import { UsageError } from '../../errors.js';
import { compileTraced } from '../compiled-program.js';
import type { Engine } from '../engine.js';
import { backendName } from '../index.js';
import { SessionCache } from '../session/session-cache.js';
import type { RuntimeOptions } from '../session/session-options.js';
import { traceProgram } from '../trace-program.js';

/** Programs kept after their trial: step and evaluation, each for full and last batches, of two architectures. */
const idlePrograms = 8;

/**
 * Training by compiled ONNX graphs in ONNX Runtime: the default engine.
 * @throws UsageError for an execution provider that this ONNX Runtime does not know
 */
export function openOnnxEngine(options: RuntimeOptions = {}): Engine {
  const providers = listSupportedBackends().map(({ name }) => name);
  const unknown = options.executionProviders?.find((name) => !providers.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`unknown execution provider \`${unknown}\`; ONNX Runtime has ${providers.join(', ')} here`);
  }
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
