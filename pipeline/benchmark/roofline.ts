import type { Inspection } from './inspection.js';
import { bandwidthFor, type MachinePeaks } from './peaks.js';

/**
 * How near a model comes to what the machine can do: the roofline model (Williams, Waterman and Patterson 2009), with
 * the bandwidth of the cache that the model fits into (Ilic, Pratas and Sousa 2014). Shares are of 1.
 */
export interface Roofline {
  readonly flopsPerSecond: number;
  readonly bytesPerSecond: number;
  /** Of the arithmetic peak in float32; int8 models can exceed it. */
  readonly arithmeticShare: number;
  /** Of the bandwidth at the model's working set. */
  readonly memoryShare: number;
  /** Which of the two takes longer at its peak, and so bounds the speed. */
  readonly boundBy: 'arithmetic' | 'memory';
  /** Of the speed at that bound: the larger of the two shares. The rest is overhead, waiting and kernels at less than their best. */
  readonly roofShare: number;
}

/**
 * @param milliseconds of one run
 * @returns undefined where some products are not counted, as the shares would be too small
 */
export function rooflineOf(
  { operations, activations }: Pick<Inspection, 'operations' | 'activations'>,
  milliseconds: number,
  peaks: MachinePeaks,
): Roofline | undefined {
  const bandwidth = bandwidthFor(peaks, operations.weightBytes + activations.largest);
  if (operations.uncounted.length > 0) return undefined;
  const seconds = milliseconds / 1000;
  const flopsPerSecond = (2 * operations.multiplyAdds) / seconds;
  const bytesPerSecond = (operations.weightBytes + activations.bytes) / seconds;
  const arithmeticShare = flopsPerSecond / peaks.flopsPerSecond;
  const memoryShare = bytesPerSecond / bandwidth;
  return {
    flopsPerSecond,
    bytesPerSecond,
    arithmeticShare,
    memoryShare,
    boundBy: arithmeticShare >= memoryShare ? 'arithmetic' : 'memory',
    roofShare: Math.max(arithmeticShare, memoryShare),
  };
}
