import type { SampleData } from './data.js';

/**
 * Labelled samples that are decoded one by one: what no split asks for is never decoded or copied.
 * `Rows` of a source are numbered 0 .. labels.length - 1.
 */
export interface SampleSource {
  /** Where it comes from, for messages. */
  readonly from: string;
  /** Of one sample, channels last. */
  readonly shape: readonly number[];
  readonly element: 'uint8' | 'float32';
  /** One class index a sample. */
  readonly labels: Int32Array;
  /** Writes sample `row` into `out` from position `at`. */
  copy(row: number, out: SampleData, at: number): void;
}

/** Samples that already lie one after the other in one array. */
export function contiguousSource(
  from: string,
  shape: readonly number[],
  data: SampleData,
  labels: Int32Array,
): SampleSource {
  const width = shape.reduce((product, size) => product * size, 1);
  return {
    from,
    shape,
    element: data instanceof Uint8Array ? 'uint8' : 'float32',
    labels,
    copy: (row, out, at) => out.set(data.subarray(row * width, (row + 1) * width), at),
  };
}
