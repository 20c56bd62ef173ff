import { describe, expect, it } from 'vitest';
import { countTraffic } from '../../pipeline/benchmark/count-traffic.js';
import { bandwidthFor } from '../../pipeline/benchmark/peaks.js';
import { rooflineOf } from '../../pipeline/benchmark/roofline.js';

const peaks = {
  flopsPerSecond: 100e9,
  bandwidths: [
    { workingSet: 1e6, bytesPerSecond: 50e9 },
    { workingSet: 8e6, bytesPerSecond: 80e9 },
    { workingSet: 200e6, bytesPerSecond: 10e9 },
  ],
};

describe('bandwidthFor', () => {
  it('is that of the next smaller set, or of a larger one that was faster', () => {
    expect([1e3, 1e6, 8e6, 199e6, 200e6, 1e9].map((set) => bandwidthFor(peaks, set) / 1e9)).toEqual([
      80, 80, 80, 80, 10, 10,
    ]);
  });
});

describe('countTraffic', () => {
  it('counts what nodes read and write, not those that only look at a tensor in another way', () => {
    const sizes = { activationBytes: 40, outputBytes: 60, calls: 1 };
    expect(
      countTraffic([
        { operator: 'Conv', ...sizes },
        { operator: 'Relu', ...sizes, activationBytes: 90, calls: 3 },
        { operator: 'Reshape', ...sizes, activationBytes: 1e6 },
        { operator: 'Loop', ...sizes, activationBytes: 1e6 },
      ]),
    ).toEqual({ bytes: 100 + 3 * 150, largest: 150 });
  });
});

describe('rooflineOf', () => {
  const model = (multiplyAdds: number, weightBytes: number, bytes: number) => ({
    operations: { multiplyAdds, uncounted: [], weightBytes },
    activations: { bytes, largest: bytes },
  });

  it('is bound by arithmetic where there is much of it for every byte', () => {
    // 2 x 25e6 operations in 1 ms are 50 GFLOP/s; 1e6 bytes are 1 GB/s of 80.
    expect(rooflineOf(model(25e6, 0.9e6, 0.1e6), 1, peaks)).toEqual({
      flopsPerSecond: 50e9,
      bytesPerSecond: 1e9,
      arithmeticShare: 0.5,
      memoryShare: 1 / 80,
      boundBy: 'arithmetic',
      roofShare: 0.5,
    });
  });

  it('is bound by the memory where there is not, at the bandwidth of the memory that it takes', () => {
    // 300e6 bytes in 50 ms are 6 GB/s of 10; 2 x 75e6 operations are 3 GFLOP/s.
    expect(rooflineOf(model(75e6, 299e6, 1e6), 50, peaks)).toMatchObject({
      arithmeticShare: 0.03,
      memoryShare: 0.6,
      boundBy: 'memory',
      roofShare: 0.6,
    });
  });

  it('is not known where some products are not counted', () => {
    const { operations, activations } = model(1, 1, 1);
    expect(rooflineOf({ operations: { ...operations, uncounted: ['Einsum'] }, activations }, 1, peaks)).toBeUndefined();
  });
});
