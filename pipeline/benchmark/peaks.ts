import { type AskChildOptions, askChild } from './ask-child.js';

/** What this machine can do at most, measured in ONNX Runtime itself, with the threads that models get. */
export interface MachinePeaks {
  /** Float32 operations a second, a multiplication and an addition being two: the fastest of its matrix products. */
  readonly flopsPerSecond: number;
  /** Of additions of two float32 tensors or products of a vector and a matrix, the faster, ascending; the smaller fit in caches. */
  readonly bandwidths: readonly Bandwidth[];
}

export interface Bandwidth {
  /** Bytes that are read and written. */
  readonly workingSet: number;
  readonly bytesPerSecond: number;
}

export interface PeaksRequest {
  readonly threads: number;
}

/**
 * Measured anew whenever it is asked for, which takes about a second: peaks change with what shares the machine, its
 * temperature and its clock, so that those of another day would be no measure.
 * @throws as `askChild`
 */
export function measurePeaks(threads: number, options: AskChildOptions = {}): Promise<MachinePeaks> {
  const request: PeaksRequest = { threads };
  return askChild('peaks-child', request, 'peaks of this machine', options);
}

/**
 * Bytes a second at the largest measured working set that is no larger than this one, so that it is a peak and not less
 * than what can be had. What a large set reaches a small one does too, though the overhead of short runs may hide it.
 */
export function bandwidthFor({ bandwidths }: MachinePeaks, workingSet: number): number {
  const from = bandwidths.findLastIndex((measured) => measured.workingSet <= workingSet);
  return Math.max(...bandwidths.slice(Math.max(0, from)).map(({ bytesPerSecond }) => bytesPerSecond));
}
