import type { ValueRange } from '../affine-quantization.js';
import type { CalibrationMethod } from './calibration-method.js';
import { binsASide, type Histogram } from './histogram.js';

/**
 * The range after which the quantized distribution says most of the real one: the threshold with the least
 * Kullback-Leibler divergence between them (Migacz 2017, 8-bit inference with TensorRT; ONNX Runtime's entropy
 * calibration is the same). Positive and negative values share one threshold, each side with half of the levels; where
 * no value is negative the positive ones have them all.
 */
export function entropyRange(histogram: Histogram, levels: number): ValueRange {
  const { limit, range } = histogram;
  const oneSided = range.min >= 0;
  const threshold = (limit / binsASide) * bestBinCount(sizes(histogram), oneSided ? levels : Math.floor(levels / 2));
  return { min: Math.max(range.min, -threshold), max: Math.min(range.max, threshold) };
}

export const entropy: CalibrationMethod = {
  summary: 'the threshold with the least Kullback-Leibler divergence',
  needs: 'histogram',
  range: entropyRange,
};

/** Counts of absolute values. */
function sizes({ counts }: Histogram): Float64Array {
  return Float64Array.from(
    { length: binsASide },
    (_, i) => (counts[binsASide + i] ?? 0) + (counts[binsASide - 1 - i] ?? 0),
  );
}

/**
 * Single values that occur very often (the zeros of a Relu, what a layer makes of an empty background) are no matter of
 * the threshold: any quantization gives each one number. As spikes of a finely divided histogram they would outweigh
 * everything else, because spreading one over a level looks like a great loss; so each bin gets the median of its
 * neighbourhood. TensorRT's tools do this for zero, giving bin 0 the count of bin 1.
 */
function withoutSpikes(counts: Float64Array): Float64Array {
  return counts.map((_, i) => {
    const around = counts.slice(Math.max(0, i - 2), i + 3).sort();
    return around[Math.floor((around.length - 1) / 2)] ?? 0;
  });
}

function bestBinCount(counts: Float64Array, levels: number): number {
  const smooth = withoutSpikes(counts);
  let best = counts.length;
  let least = Number.POSITIVE_INFINITY;
  let outliers = counts.subarray(levels).reduce((sum, n) => sum + n, 0);
  for (let kept = levels; kept <= counts.length; kept++) {
    const divergence = divergenceAt(smooth.subarray(0, kept), outliers, levels);
    // The later of equals keeps more.
    if (divergence <= least) {
      least = divergence;
      best = kept;
    }
    outliers -= counts[kept] ?? 0;
  }
  return best;
}

/**
 * KL(P || Q) of the clipped distribution P, whose last bin holds all outliers too, and Q, its quantized form without
 * them: the counts of each level spread evenly over its bins that are not empty.
 */
function divergenceAt(counts: Float64Array, outliers: number, levels: number): number {
  const inside = counts.reduce((sum, n) => sum + n, 0);
  const total = inside + outliers;
  if (total === 0) return 0;
  let divergence = 0;
  for (let level = 0; level < levels; level++) {
    const start = Math.round((level * counts.length) / levels);
    const end = Math.round(((level + 1) * counts.length) / levels);
    let sum = 0;
    let filled = 0;
    for (let bin = start; bin < end; bin++) {
      const n = counts[bin] ?? 0;
      sum += n;
      if (n > 0) filled++;
    }
    for (let bin = start; bin < end; bin++) {
      const n = counts[bin] ?? 0;
      const p = (bin === counts.length - 1 ? n + outliers : n) / total;
      if (p === 0) continue;
      // Outliers beyond an empty last bin: Q has nothing there, which a small probability stands for.
      const q = n > 0 ? sum / filled / inside : smallestProbability;
      divergence += p * Math.log(p / q);
    }
  }
  return divergence;
}

const smallestProbability = 1e-9;
