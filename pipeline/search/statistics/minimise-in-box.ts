/** A value and its gradient; an infinite value says that the point is not allowed. */
export interface Slope {
  readonly value: number;
  readonly gradient: Float64Array;
}

/**
 * Least value of a smooth function in a box by spectral projected gradients (Birgin, Martinez and Raydan 2000, "Nonmonotone
 * spectral projected gradient methods on convex sets", SPG2; monotone). At most `evaluations` of the function.
 */
export function minimiseInBox(
  slope: (x: Float64Array) => Slope,
  start: Float64Array,
  low: Float64Array,
  high: Float64Array,
  evaluations: number,
): { readonly x: Float64Array; readonly value: number } {
  const inside = (x: Float64Array) => x.map((v, i) => Math.min(high[i] ?? v, Math.max(low[i] ?? v, v)));
  let x: Float64Array = inside(start);
  let here = slope(x);
  let length = 1 / Math.max(1e-12, largest(here.gradient));
  for (let used = 1; used < evaluations; ) {
    const target = inside(x.map((v, i) => v - length * (here.gradient[i] ?? 0)));
    const direction = target.map((v, i) => v - (x[i] ?? 0));
    const descent = dot(direction, here.gradient);
    if (!(descent < -1e-12)) break;
    let share = 1;
    let next: Float64Array = target;
    let there = slope(next);
    for (used++; !(there.value <= here.value + 1e-4 * share * descent) && used < evaluations; used++) {
      // The least of the parabola through what is known, kept within a tenth and a half.
      const parabola = (-share * share * descent) / (2 * (there.value - here.value - share * descent));
      share = parabola >= 0.1 * share && parabola <= 0.5 * share ? parabola : share / 4;
      next = x.map((v, i) => v + share * (direction[i] ?? 0));
      there = slope(next);
    }
    if (!(there.value <= here.value)) break;
    const s = next.map((v, i) => v - (x[i] ?? 0));
    const y = there.gradient.map((v, i) => v - (here.gradient[i] ?? 0));
    const curvature = dot(s, y);
    length =
      curvature > 0 ? Math.min(1e3, Math.max(1e-9, dot(s, s) / curvature)) : 1e3 / Math.max(1, largest(there.gradient));
    x = next;
    here = there;
  }
  return { x, value: here.value };
}

const dot = (a: Float64Array, b: Float64Array) => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
};

const largest = (a: Float64Array) => a.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
