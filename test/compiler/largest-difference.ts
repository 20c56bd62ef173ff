/** Numbers by name, as programs give them. */
export type NamedNumbers = Readonly<Record<string, ArrayLike<number>>>;

/** Below this share of the largest of all values, a tensor counts as the rounding noise of a zero. */
const noiseFloor = 1e-3;

/**
 * The largest difference between tensors of the same names, as a share of the tensor's own largest value: what single
 * precision promises something about. Infinite where shapes or finiteness differ.
 */
export function largestDifference(
  expected: NamedNumbers,
  actual: NamedNumbers,
): { readonly difference: number; readonly at: string } {
  const largest = Math.max(0, ...Object.values(expected).map(largestOf));
  let worst = { difference: 0, at: '' };
  for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const [a, b] = [expected[name], actual[name]];
    const difference = a && b ? differenceOf(a, b, Math.max(largestOf(a), noiseFloor * largest)) : Infinity;
    if (!(difference <= worst.difference)) worst = { difference, at: name };
  }
  return worst;
}

function differenceOf(a: ArrayLike<number>, b: ArrayLike<number>, scale: number): number {
  if (a.length !== b.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] ?? Number.NaN) - (b[i] ?? Number.NaN));
    if (!(difference <= worst)) worst = Number.isNaN(difference) ? Infinity : difference;
  }
  return worst === 0 ? 0 : worst / scale;
}

function largestOf(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i] ?? 0));
  return largest;
}
