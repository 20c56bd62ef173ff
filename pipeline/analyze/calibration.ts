/** Samples whose highest probability falls into the same tenth. */
export interface CalibrationBin {
  readonly count: number;
  /** Mean of their highest probabilities. */
  readonly confidence: number;
  /** Share of them that are right. */
  readonly accuracy: number;
}

export interface Calibration {
  /** From probability 0 to 1 in bins of equal width; null where no sample falls into one. */
  readonly bins: readonly (CalibrationBin | null)[];
  /** Expected calibration error in [0, 1]: the mean of |accuracy - confidence| over the samples. */
  readonly error: number;
}

export const calibrationBins = 10;

/**
 * Whether a network is as often right as it is sure: reliability diagram and expected calibration error (Guo, Pleiss, Sun and
 * Weinberger 2017, sections 2 and 3) with ten bins of equal width.
 * @param confidences the highest probability of each sample, in [0, 1]
 * @param right whether the class with that probability is the true one
 */
export function calibration(confidences: readonly number[], right: readonly boolean[]): Calibration {
  const sums = Array.from({ length: calibrationBins }, () => ({ count: 0, confidence: 0, right: 0 }));
  confidences.forEach((confidence, i) => {
    // A probability of 1 belongs to the last bin; a softmax may be a rounding above it.
    const bin = sums[Math.min(calibrationBins - 1, Math.floor(confidence * calibrationBins))];
    if (!bin) return;
    bin.count += 1;
    bin.confidence += confidence;
    if (right[i]) bin.right += 1;
  });
  const gaps = sums.reduce((total, bin) => total + Math.abs(bin.right - bin.confidence), 0);
  return {
    bins: sums.map(({ count, confidence, right: hits }) =>
      count === 0 ? null : { count, confidence: confidence / count, accuracy: hits / count },
    ),
    error: confidences.length === 0 ? 0 : gaps / confidences.length,
  };
}
