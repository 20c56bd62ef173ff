import { type KernelFunc, type NamedAttrMap, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import { OrtuneError, UnsupportedKernelError } from '../errors.js';
import { runJsKernel } from './js-kernels.js';
import type { LazyBackend } from './lazy-backend.js';
import { type ComplexRow, complexRows } from './lowering/complex.js';
import type { ComplexOperand, Operand } from './lowering/operand.js';
import type { Row } from './lowering/row.js';
import { loweringTable } from './lowering/table.js';
import { unsupportedKernels } from './lowering/unsupported.js';

type Tensors = Readonly<Record<string, TensorInfo>>;

/** tfjs kernels that call the lowering table. */
export function registerKernels(backendName: string): void {
  const complex: Readonly<Record<string, ComplexRow>> = complexRows;
  const real: Readonly<Record<string, Row>> = loweringTable;
  for (const kernelName of new Set([...Object.keys(real), ...Object.keys(complex)])) {
    registerKernel({
      kernelName,
      backendName,
      kernelFunc: appending(kernelName, real[kernelName], complex[kernelName]),
    });
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
      kernelFunc: ({ inputs, attrs, backend }) =>
        onJsKernel(backend as LazyBackend, kernelName, given(inputs), attrs ?? {}, reason),
    });
  }
}

/** Inputs by name, without those left out. Kernels that take a list name them '0', '1', ... */
function given(inputs: Readonly<Record<string, unknown>>): Tensors {
  return Object.fromEntries(Object.entries(inputs).filter(([, tensor]) => tensor)) as Tensors;
}

function appending(kernelName: string, row: Row | undefined, complexRow: ComplexRow | undefined): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const lazy = backend as LazyBackend;
    const attributes = attrs ?? {};
    const tensors = given(inputs);
    const dtypes = [...Object.values(tensors).map(({ dtype }) => dtype), attributes.dtype];
    if (dtypes.includes('string')) return onJsKernel(lazy, kernelName, tensors, attributes, 'ONNX has no strings');
    const operands = Object.fromEntries(
      Object.entries(tensors).map(([name, { dataId }]) => [name, lazy.operandsOf(dataId)]),
    );
    if (!row || dtypes.includes('complex64')) {
      if (!complexRow) {
        throw new UnsupportedKernelError(kernelName, `it is not defined on complex64 tensors${inLayer(lazy)}`);
      }
      return outputs(lazy, complexRow.lower(lazy.graph, operands, attributes));
    }
    return outputs(lazy, row.lower(lazy.graph, operands as Readonly<Record<string, Operand>>, attributes));
  };
}

type Lowered = Operand | ComplexOperand;

function outputs(lazy: LazyBackend, result: Lowered | readonly Lowered[]): TensorInfo | TensorInfo[] {
  return Array.isArray(result) ? result.map((x: Lowered) => lazy.makeOutput(x)) : lazy.makeOutput(result as Lowered);
}

/** Computes at once, in JavaScript, what cannot be part of a graph. */
function onJsKernel(
  lazy: LazyBackend,
  kernelName: string,
  tensors: Tensors,
  attributes: NamedAttrMap,
  reason: string,
): TensorInfo | TensorInfo[] {
  if (lazy.isTracing) throw new UnsupportedKernelError(kernelName, `${reason}${inLayer(lazy)}`);
  const concrete = Object.entries(tensors).map(([name, tensor]) => {
    const known = lazy.concrete(tensor);
    if (known) return [name, known] as const;
    throw new OrtuneError(
      `kernel \`${kernelName}\` runs in JavaScript (${reason}), but its input \`${name}\` is not computed yet: \`await\` its \`data()\` first`,
    );
  });
  const results = runJsKernel(kernelName, Object.fromEntries(concrete), attributes).map(({ values, shape, dtype }) => ({
    dataId: lazy.write(values, shape, dtype),
    shape,
    dtype,
  }));
  return results.length === 1 ? (results[0] as TensorInfo) : results;
}

const inLayer = (backend: LazyBackend): string => (backend.graph.scope ? ` (layer \`${backend.graph.scope}\`)` : '');
