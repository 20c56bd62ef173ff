import type { InputSpec } from '../compiler/engine.js';
import type { LoadedData, SampleData, TargetData } from '../load/data.js';

/** The buffers of one batch size, filled again for every step. */
export interface BatchBuffers {
  readonly x: SampleData;
  readonly y: TargetData;
}

/** How a batch enters a program: samples raw (bytes stay bytes), targets as class indices or numbers. */
export function batchSpecs(data: LoadedData, batchSize: number): { readonly x: InputSpec; readonly y: InputSpec } {
  const { x, y } = data.train;
  return {
    x: { shape: [batchSize, ...x.shape.slice(1)], dtype: x.data instanceof Uint8Array ? 'uint8' : 'float32' },
    y: { shape: [batchSize, ...y.shape.slice(1)], dtype: y.data instanceof Int32Array ? 'int32' : 'float32' },
  };
}

export function batchBuffers(data: LoadedData, batchSize: number): BatchBuffers {
  const { x, y } = data.train;
  const xLength = batchSize * (x.stride[0] ?? 1);
  const yLength = batchSize * (y.stride[0] ?? 1);
  return {
    x: x.data instanceof Uint8Array ? new Uint8Array(xLength) : new Float32Array(xLength),
    y: y.data instanceof Int32Array ? new Int32Array(yLength) : new Float32Array(yLength),
  };
}
