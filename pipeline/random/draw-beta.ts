import type { RandomStream } from './random-stream.js';

/**
 * From Beta(a, b), a and b > 0, as X / (X + Y) with X ~ Gamma(a) and Y ~ Gamma(b). By logarithms, because for a small
 * shape both are smaller than any double.
 */
export function drawBeta(a: number, b: number, random: RandomStream): number {
  const x = drawLogGamma(a, random);
  const y = drawLogGamma(b, random);
  return 1 / (1 + Math.exp(y - x));
}

/**
 * ln X for X ~ Gamma(shape, 1). Marsaglia and Tsang 2000, A Simple Method for Generating Gamma Variables, for shapes of
 * at least 1; for smaller ones X = G U^(1 / shape) with G ~ Gamma(shape + 1) (section 6 there).
 */
function drawLogGamma(shape: number, random: RandomStream): number {
  if (shape < 1) return drawLogGamma(shape + 1, random) + Math.log(1 - random.uniform()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = random.normal();
    const v = (1 + c * z) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < z ** 2 / 2 + d - d * v + d * Math.log(v)) return Math.log(d * v);
  }
}
