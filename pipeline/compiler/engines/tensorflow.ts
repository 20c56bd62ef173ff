import { createRequire } from 'node:module';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { OrtuneError } from '../../errors.js';
import type { Engine } from '../engine.js';
import { eagerProgram } from './eager-program.js';

export interface TensorflowEngineOptions {
  /** Threads of one operation. Default: TensorFlow's own, one a core. */
  readonly threads?: number;
}

/**
 * The native TensorFlow library through the optional package `@tensorflow/tfjs-node`.
 * @throws OrtuneError when the package or its binary is not installed.
 */
export async function openTensorflowEngine(options: TensorflowEngineOptions = {}): Promise<Engine> {
  if (options.threads !== undefined) {
    // Read by the native library when it starts; there is no call for it.
    process.env.TF_NUM_INTRAOP_THREADS = String(options.threads);
    process.env.TF_NUM_INTEROP_THREADS = '1';
  }
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  restoreRemovedNodeFunctions();
  loadTfjsNode();
  return {
    name: 'tensorflow',
    async activate() {
      await tf.setBackend('tensorflow');
    },
    compile: async (definition) => eagerProgram(definition),
  };
}

function loadTfjsNode(): void {
  try {
    createRequire(import.meta.url)('@tensorflow/tfjs-node');
  } catch (cause) {
    throw new OrtuneError(
      'the `tensorflow` engine needs the optional package @tensorflow/tfjs-node, which does not load here: ' +
        `${firstLine(cause)}. Install it with \`npm install @tensorflow/tfjs-node@4.22.0\`, or where only its binary is ` +
        'missing download that with `npm rebuild @tensorflow/tfjs-node`, or use `--engine onnx`, which needs nothing more.',
      { cause },
    );
  }
}

/** tfjs-node 4.22 calls two functions of `node:util` that Node 23 removed (tensorflow/tfjs#8609). */
function restoreRemovedNodeFunctions(): void {
  const removed = {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  };
  for (const [name, value] of Object.entries(removed)) {
    if (!(name in util)) Object.defineProperty(util, name, { value });
  }
}

function firstLine(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return (message.split('\n')[0] ?? '').replace(/[\s.]+$/, '');
}
