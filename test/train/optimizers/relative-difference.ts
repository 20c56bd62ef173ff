/** The largest of |a - b| / |b| over tensors at several moments: lengths of differences by lengths of what was wanted. */
export function relativeDifference(
  got: readonly (readonly (readonly number[])[])[],
  want: readonly (readonly (readonly number[])[])[],
): number {
  const shares = want.flatMap((tensors, t) =>
    tensors.map((tensor, i) => {
      const differences = tensor.map((value, k) => (got[t]?.[i]?.[k] ?? Number.NaN) - value);
      return Math.hypot(...differences) / Math.hypot(...tensor);
    }),
  );
  return Math.max(...shares);
}
