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

/** Array.isArray does not narrow read-only lists. */
export const isList = <T>(x: T | readonly T[]): x is readonly T[] => Array.isArray(x);

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
  inputs: Readonly<Record<string, ConcreteTensor | readonly ConcreteTensor[]>>,
  attrs: NamedAttrMap,
): ConcreteTensor | ConcreteTensor[] {
  const kernel = getKernel(kernelName, 'cpu');
  if (!kernel) throw new Error(`kernel \`${kernelName}\` has no JavaScript implementation`);
  reference ??= openReference();
  const backend = reference;
  const written: TensorInfo[] = [];
  const write = ({ values, shape, dtype }: ConcreteTensor): TensorInfo => {
    const info = { dataId: backend.write(values, shape, dtype), shape, dtype };
    written.push(info);
    return info;
  };
  const infos = Object.entries(inputs).map(([name, input]) => [name, isList(input) ? input.map(write) : write(input)]);
  // Kernels that take nothing but a list name its items '0', '1', ...
  const given = '0' in inputs ? infos.map(([, info]) => info) : Object.fromEntries(infos);
  const results = kernel.kernelFunc({ inputs: given as NamedTensorInfoMap, attrs, backend });
  const outputs = Array.isArray(results) ? results : [results];
  const concrete = outputs.map(({ dataId, shape, dtype }) => ({ values: backend.readSync(dataId), shape, dtype }));
  for (const { dataId } of [...written, ...outputs]) backend.disposeData(dataId, true);
  // Some kernels give a list of one.
  return Array.isArray(results) ? concrete : (concrete[0] as ConcreteTensor);
}
