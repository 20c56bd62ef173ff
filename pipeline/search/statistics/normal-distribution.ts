/**
 * (1 + 2 x) exp(x^2) erfc(x) for x >= 0 as a Chebyshev series in (x - 3.75) / (x + 3.75): the form of Shepherd and Laframboise
 * 1981, Math. Comp. 36; coefficients computed with 50-digit arithmetic, the sum is exact to about 1e-16.
 */
const series = [
  2.3551578691348034, -0.004590054580646478, -0.08424913336651792, 0.05920993999819189, -0.026658668435305753,
  0.009074997670705265, -0.002413163540417608, 0.0004907758365258086, -6.916973302501207e-5, 4.13902798607301e-6,
  7.74038306619849e-7, -2.1886401049234397e-7, 1.076499946567091e-8, 4.521959811218287e-9, -7.754400208831351e-10,
  -6.318088340886684e-11, 2.86879501093067e-11, 1.9455868545777347e-13, -9.65469674843344e-13, 3.25254814814874e-14,
  3.3478119482868056e-14, -1.864562880419313e-15, -1.2507950530688648e-15, 7.418235256624044e-17,
];

/** exp(x^2) erfc(x), which stays representable where erfc underflows. Overflows for x < -26. */
export function scaledErfc(x: number): number {
  if (x < 0) return 2 * Math.exp(x * x) - scaledErfc(-x);
  if (x === Number.POSITIVE_INFINITY) return 0;
  const t = (x - 3.75) / (x + 3.75);
  // Clenshaw's recurrence.
  let a = 0;
  let b = 0;
  for (let i = series.length - 1; i > 0; i--) {
    const next = 2 * t * a - b + (series[i] ?? 0);
    b = a;
    a = next;
  }
  return (t * a - b + (series[0] ?? 0) / 2) / (1 + 2 * x);
}

/** P(Z <= z) of a standard normal Z, with full relative precision in the lower tail. */
export function normalCdf(z: number): number {
  const x = Math.abs(z) * Math.SQRT1_2;
  const tail = 0.5 * Math.exp(-x * x) * scaledErfc(x);
  return z < 0 ? tail : 1 - tail;
}

/** log P(Z <= z), finite however small the probability is. */
export function logNormalCdf(z: number): number {
  if (z > 0) return Math.log1p(-normalCdf(-z));
  return Math.log(0.5 * scaledErfc(-z * Math.SQRT1_2)) - (z * z) / 2;
}

export const logSqrtTwoPi = 0.5 * Math.log(2 * Math.PI);

export const normalDensity = (z: number) => Math.exp((-z * z) / 2 - logSqrtTwoPi);

/** P(from <= Z <= to), without cancellation when both are far out on the same side. */
export function normalMass(from: number, to: number): number {
  return from > 0 ? normalCdf(-from) - normalCdf(-to) : normalCdf(to) - normalCdf(from);
}

/** The z with P(Z <= z) = p: Acklam's rational approximation (relative error 1.2e-9) and one step of Halley's method. */
export function normalQuantile(p: number): number {
  if (!(p > 0)) return p === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (p > 0.5) return p < 1 ? -normalQuantile(1 - p) : p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  const z = p < 0.02425 ? tailQuantile(p) : centralQuantile(p);
  const error = (normalCdf(z) - p) / normalDensity(z);
  return z - error / (1 + (z * error) / 2);
}

function tailQuantile(p: number): number {
  const q = Math.sqrt(-2 * Math.log(p));
  return (
    (((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
      4.374664141464968) *
      q +
      2.938163982698783) /
    ((((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1)
  );
}

function centralQuantile(p: number): number {
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
      1)
  );
}
