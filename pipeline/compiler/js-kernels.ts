import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import {
  type backend_util,
  type DataType,
  env,
  getKernel,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';

/** A tensor's elements in JavaScript. */
export interface ConcreteTensor {
  readonly values: backend_util.BackendValues;
  readonly shape: number[];
  readonly dtype: DataType;
}

/** An instance of its own: the backend called `cpu` belongs to whoever trains on it. */
let reference: MathBackendCPU | undefined;

/**
 * Its first tensor prints an advertisement for tfjs-node, unless tfjs is in production mode (flag PROD, which silences
 * tfjs's warnings and nothing else); so the first one is written here.
 */
function openReference(): MathBackendCPU {
  const opened = new MathBackendCPU();
  const production = env().getBool('PROD');
  env().set('PROD', true);
  opened.disposeData(opened.write(new Float32Array(1), [1], 'float32'), true);
  env().set('PROD', production);
  return opened;
}

/**
 * Runs a tfjs kernel in plain JavaScript. For what has no ONNX counterpart (strings, ragged and sparse tensors, results
 * whose shape depends on the data).
 */
export function runJsKernel(
  kernelName: string,
  inputs: Readonly<Record<string, ConcreteTensor>>,
  attrs: NamedAttrMap,
): ConcreteTensor[] {
  const kernel = getKernel(kernelName, 'cpu');
  if (!kernel) throw new Error(`kernel \`${kernelName}\` has no JavaScript implementation`);
  reference ??= openReference();
  const backend = reference;
  const infos = Object.entries(inputs).map(([name, { values, shape, dtype }]): [string, TensorInfo] => [
    name,
    { dataId: backend.write(values, shape, dtype), shape, dtype },
  ]);
  // Kernels that take a list name its items '0', '1', ...
  const given = '0' in inputs ? infos.map(([, info]) => info) : Object.fromEntries(infos);
  const results = kernel.kernelFunc({ inputs: given as NamedTensorInfoMap, attrs, backend });
  const outputs = Array.isArray(results) ? results : [results];
  const concrete = outputs.map(({ dataId, shape, dtype }) => ({ values: backend.readSync(dataId), shape, dtype }));
  for (const { dataId } of [...infos.map(([, info]) => info), ...outputs]) backend.disposeData(dataId, true);
  return concrete;
}
