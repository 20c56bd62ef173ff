import {
  type KernelFunc,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  registerKernel,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { OrtuneError, UnsupportedKernelError } from '../errors.js';
import { type ConcreteTensor, isList, runJsKernel } from './js-kernels.js';
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
        onJsKernel(backend as LazyBackend, kernelName, given(inputs as NamedTensorInfoMap), attrs ?? {}, reason),
    });
  }
}

/** Inputs by name, without those left out. Kernels that take a list name them '0', '1', ... */
function given<T>(inputs: Readonly<Record<string, T | undefined>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(inputs).filter((entry): entry is [string, T] => Boolean(entry[1])));
}

function appending(kernelName: string, row: Row | undefined, complexRow: ComplexRow | undefined): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const lazy = backend as LazyBackend;
    const attributes = attrs ?? {};
    const tensors: Tensors = given<TensorInfo>(inputs as NamedTensorInfoMap);
    const dtypes = [...Object.values(tensors).map(({ dtype }) => dtype), attributes.dtype];
    if (dtypes.includes('string')) return onJsKernel(lazy, kernelName, tensors, attributes, 'ONNX has no strings');
    const operands = Object.fromEntries(
      Object.entries(tensors).map(([name, { dataId }]) => [name, lazy.operandsOf(dataId)]),
    );
    if (!row || dtypes.includes('complex64')) {
      if (!complexRow) {
        throw new UnsupportedKernelError(kernelName, 'it is not defined on complex64 tensors', lazy.graph.scope);
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
  // A few kernels take a list of tensors under one name.
  tensors: Readonly<Record<string, TensorInfo | readonly TensorInfo[]>>,
  attributes: NamedAttrMap,
  reason: string,
): TensorInfo | TensorInfo[] {
  if (lazy.isTracing) throw new UnsupportedKernelError(kernelName, reason, lazy.graph.scope);
  const elements = (name: string, tensor: TensorInfo): ConcreteTensor => {
    const known = lazy.concrete(tensor);
    if (known) return known;
    throw new OrtuneError(
      `kernel \`${kernelName}\` runs in JavaScript (${reason}), but its input \`${name}\` is not computed yet: \`await\` its \`data()\` first`,
    );
  };
  const concrete = Object.entries(tensors).map(([name, tensor]): [string, ConcreteTensor | ConcreteTensor[]] => [
    name,
    isList(tensor) ? tensor.map((item) => elements(name, item)) : elements(name, tensor),
  ]);
  const write = ({ values, shape, dtype }: ConcreteTensor): TensorInfo => ({
    dataId: lazy.write(values, shape, dtype),
    shape,
    dtype,
  });
  const results = runJsKernel(kernelName, Object.fromEntries(concrete), attributes);
  return isList(results) ? results.map(write) : write(results);
}
