import {
  logNormalCdf,
  logSqrtTwoPi,
  normalCdf,
  normalDensity,
  scaledErfc,
} from '../../statistics/normal-distribution.js';

/**
 * log(phi(z) + z Phi(z)), the logarithm of the expected improvement over its standard deviation, for all z without underflow
 * (Ament et al. 2023, "Unexpected improvements to expected improvement", equation 9).
 */
export function logImprovement(z: number): number {
  if (z > -1) return Math.log(normalDensity(z) + z * normalCdf(z));
  // phi(z) + z Phi(z) = phi(z) (1 + z Phi(z) / phi(z)), and Phi / phi = sqrt(pi / 2) erfcx(-z / sqrt 2).
  if (z > -1e4)
    return -0.5 * z * z - logSqrtTwoPi + Math.log1p(z * Math.sqrt(Math.PI / 2) * scaledErfc(-z * Math.SQRT1_2));
  // Its expansion, where the difference would cancel: phi(z) / z^2.
  return -0.5 * z * z - logSqrtTwoPi - 2 * Math.log(-z);
}

/** Log expected improvement of N(mean, variance) below `best`, and its derivatives by mean and by standard deviation. */
export function logExpectedImprovement(
  mean: number,
  variance: number,
  best: number,
): { readonly value: number; readonly byMean: number; readonly byDeviation: number } {
  const deviation = Math.sqrt(variance);
  const z = (best - mean) / deviation;
  const log = logImprovement(z);
  return {
    value: Math.log(deviation) + log,
    // dEI/dmean = -Phi(z), dEI/ddeviation = phi(z), over EI.
    byMean: -Math.exp(logNormalCdf(z) - log) / deviation,
    byDeviation: Math.exp(-0.5 * z * z - logSqrtTwoPi - log) / deviation,
  };
}
