import type { SampleData } from './data.js';

/** Mean and population standard deviation along the last axis; a constant channel has `std` 1, so that it becomes 0. */
export interface Standardisation {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Statistics of row-major data whose last axis has `channels` elements. */
export function standardisation(data: SampleData, channels: number): Standardisation {
  return data instanceof Uint8Array ? byteStatistics(data, channels) : realStatistics(data, channels);
}

/** Exact: one histogram a channel, so that 40 million pixels need no floating-point sums. */
function byteStatistics(data: Uint8Array, channels: number): Standardisation {
  const histogram = new Uint32Array(channels * 256);
  for (let i = 0; i < data.length; ) {
    for (let c = 0; c < channels; c++, i++) {
      const bin = c * 256 + (data[i] as number);
      histogram[bin] = (histogram[bin] as number) + 1;
    }
  }
  const n = data.length / channels;
  const perChannel = Array.from({ length: channels }, (_, c) => {
    const counts = histogram.subarray(c * 256, (c + 1) * 256);
    const mean = counts.reduce((sum, count, value) => sum + count * value, 0) / n;
    const variance = counts.reduce((sum, count, value) => sum + count * (value - mean) ** 2, 0) / n;
    return { mean, std: stdOf(variance) };
  });
  return { mean: perChannel.map((c) => c.mean), std: perChannel.map((c) => c.std) };
}

/** Two passes in double precision, in which the mean of up to 2^29 equal 32-bit floats is exact, so a constant has variance 0. */
function realStatistics(data: Float32Array, channels: number): Standardisation {
  const n = data.length / channels;
  const mean = new Float64Array(channels);
  for (let i = 0; i < data.length; i++) mean[i % channels] = (mean[i % channels] as number) + (data[i] as number);
  for (let c = 0; c < channels; c++) mean[c] = (mean[c] as number) / n;
  const squares = new Float64Array(channels);
  for (let i = 0; i < data.length; i++) {
    const c = i % channels;
    squares[c] = (squares[c] as number) + ((data[i] as number) - (mean[c] as number)) ** 2;
  }
  return { mean: [...mean], std: [...squares].map((sum) => stdOf(sum / n)) };
}

function stdOf(variance: number): number {
  return variance > 0 ? Math.sqrt(variance) : 1;
}
