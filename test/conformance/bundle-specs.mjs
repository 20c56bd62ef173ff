import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as esbuild from 'esbuild';

/**
 * tfjs-core's published specs and the backend under test as one module. They must be bundled together: node would load
 * tfjs-core's CommonJS build for one and its ES modules for the other, two engines with two registries.
 * @param {string} backendModule path or package that registers the backend when it is imported
 * @param {string} backendName
 * @returns {Promise<{ path: string, remove(): void }>}
 */
export async function bundleSpecs(backendModule, backendName) {
  // Inside node_modules, so that the packages left out of the bundle are found from there.
  const folder = mkdtempSync(join(resolve('node_modules'), '.conformance-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const isPath = backendModule.startsWith('.') || backendModule.startsWith('/');
  const backend = JSON.stringify(isPath ? resolve(backendModule) : backendModule);
  const name = JSON.stringify(backendName);
  const entry = join(folder, 'entry.mjs');
  writeFileSync(
    entry,
    `import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import ${backend};
import { getKernelsForBackend, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util';
setTestEnvs([{ name: ${name}, backendName: ${name}, flags: {}, isDataSync: false }]);
export function observeKernels(observe) {
  for (const kernel of getKernelsForBackend(${name})) {
    const { kernelName, backendName, kernelFunc } = kernel;
    unregisterKernel(kernelName, backendName);
    registerKernel({ ...kernel, kernelFunc: (call) => { observe(kernelName); return kernelFunc(call); } });
  }
}
await import('@tensorflow/tfjs-core/dist/tests');
`,
  );
  const path = join(folder, 'bundle.mjs');
  try {
    await esbuild.build({
      entryPoints: [entry],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: path,
      logLevel: 'error',
      // One copy of tfjs-core: the ES modules, for specs and backend alike.
      mainFields: ['module', 'main'],
      // The spec files look free of side effects to a bundler, which would leave them out.
      ignoreAnnotations: true,
      external: ['onnxruntime-node', 'jasmine', 'jasmine-core', 'node-fetch', 'util', 'crypto'],
      banner: { js: "import { createRequire as __cr } from 'module'; const require = __cr(import.meta.url);" },
    });
  } catch (error) {
    remove();
    throw error;
  }
  return { path, remove };
}
