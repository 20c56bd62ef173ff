import { type KernelFunc, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import { UnsupportedKernelError } from '../errors.js';
import type { LazyBackend } from './lazy-backend.js';
import type { Operand } from './lowering/operand.js';
import type { Row } from './lowering/row.js';
import { loweringTable } from './lowering/table.js';
import { unsupportedKernels } from './lowering/unsupported.js';

/** tfjs kernels that call the lowering table. */
export function registerKernels(backendName: string): void {
  for (const [kernelName, row] of Object.entries<Row>(loweringTable)) {
    registerKernel({ kernelName, backendName, kernelFunc: appending(row) });
  }
  // The same data under another name: nothing to compute.
  registerKernel({
    kernelName: 'Identity',
    backendName,
    kernelFunc: ({ inputs, backend }) => {
      const { x } = inputs as { x: TensorInfo };
      (backend as LazyBackend).incRef(x.dataId);
      return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
    },
  });
  for (const [kernelName, reason] of Object.entries(unsupportedKernels)) {
    registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ backend }) => {
        throw new UnsupportedKernelError(kernelName, `${reason}${inLayer(backend as LazyBackend)}`);
      },
    });
  }
}

const inLayer = (backend: LazyBackend): string => (backend.graph.scope ? ` (layer \`${backend.graph.scope}\`)` : '');

function appending(row: Row): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const lazy = backend as LazyBackend;
    const operands: Record<string, Operand> = {};
    for (const [name, tensor] of Object.entries(inputs)) {
      if (tensor) operands[name] = lazy.operandOf((tensor as TensorInfo).dataId);
    }
    const result = row.lower(lazy.graph, operands, attrs ?? {});
    return Array.isArray(result) ? result.map((x: Operand) => lazy.makeOutput(x)) : lazy.makeOutput(result as Operand);
  };
}
