import { UsageError } from '../errors.js';
import { type Engine, type EngineName, engineNames } from './engine.js';
import { registerChainedOperations } from './register-chained-operations.js';
import { registerMissingGradients } from './register-missing-gradients.js';
import { repairLayers } from './repair-layers.js';

export interface EngineOptions {
  /** Threads of one operation; the `cpu` engine always has one. Default: the engine's own choice. */
  readonly threads?: number;
  /** ONNX Runtime's, in the order of preference, for the `onnx` engine alone. Default: its CPU kernels. */
  readonly executionProviders?: readonly string[];
}

/**
 * Loads an engine's code only when it is asked for: each brings a runtime of its own.
 * @throws OrtuneError when what the engine needs is not installed
 * @throws UsageError for an execution provider that it has not
 */
export async function openEngine(name: EngineName, options: EngineOptions = {}): Promise<Engine> {
  const { executionProviders } = options;
  if (executionProviders && name !== 'onnx') {
    throw new UsageError(
      `execution providers (${executionProviders.join(', ')}) are of the engine \`onnx\`; \`${name}\` has none`,
    );
  }
  registerChainedOperations();
  registerMissingGradients();
  repairLayers();
  switch (name) {
    case 'onnx':
      return (await import('./engines/onnx.js')).openOnnxEngine(options);
    case 'tensorflow':
      return (await import('./engines/tensorflow.js')).openTensorflowEngine(options);
    case 'cpu':
      return (await import('./engines/cpu.js')).openCpuEngine();
    default:
      throw new UsageError(`unknown engine \`${String(name)}\`: choose one of ${engineNames.join(', ')}`);
  }
}
