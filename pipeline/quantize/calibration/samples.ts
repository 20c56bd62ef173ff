import type { SampleData } from '../../load/data.js';

/** Inputs of a model with one input: what it is calibrated or compared on. */
export interface Samples {
  /** As the file takes them, row-major [n, ...shape]. */
  readonly x: SampleData;
  /** One sample's shape. */
  readonly shape: readonly number[];
}

export const sampleCount = ({ x, shape }: Samples): number =>
  x.length / shape.reduce((product, size) => product * size, 1);
