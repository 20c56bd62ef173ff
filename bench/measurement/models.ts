import { randomStream } from '../../pipeline/random/random-stream.js';
import { matrixChain } from '../../test/benchmark/small-models.js';

/** A chain of square matrix products on a fixed number of rows. */
export interface Chain {
  readonly width: number;
  readonly depth: number;
  readonly rows: number;
}

/** By the median that they have on a usual processor of 2020 or later, on one thread. */
export const chains = {
  '10 us': { width: 64, depth: 10, rows: 1 },
  '200 us': { width: 256, depth: 70, rows: 1 },
  '20 ms': { width: 1024, depth: 20, rows: 112 },
} as const satisfies Record<string, Chain>;

export type ChainName = keyof typeof chains;

export const chainNames = Object.keys(chains) as readonly ChainName[];

/** Two chains of which one has 5 % more of the same layers, so many of them that starting a run hardly counts. */
export const fivePercentApart = {
  less: { width: 256, depth: 40, rows: 1 },
  more: { width: 256, depth: 42, rows: 1 },
} as const satisfies Record<string, Chain>;

/** Weights have the variance 1 / width, so that values keep their size: denormal numbers are slow. */
export function encodeChain({ width, depth, rows }: Chain): Uint8Array {
  const random = randomStream('chain', width);
  const weights = Float32Array.from({ length: width * width }, () => random.normal() / Math.sqrt(width));
  return matrixChain(width, depth, rows, weights);
}
