/** Lower triangle L with L L' = A, row-major n x n, of a symmetric positive definite A. Undefined where A is not, numerically. */
export function cholesky(a: Float64Array, n: number): Float64Array | undefined {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const rowI = i * n;
    for (let j = 0; j <= i; j++) {
      const rowJ = j * n;
      let sum = a[rowI + j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (l[rowI + k] ?? 0) * (l[rowJ + k] ?? 0);
      if (i > j) l[rowI + j] = sum / (l[rowJ + j] ?? 1);
      else if (sum > 0) l[rowI + i] = Math.sqrt(sum);
      else return undefined;
    }
  }
  return l;
}

/** x with L x = b. */
export function solveLower(l: Float64Array, n: number, b: Float64Array): Float64Array {
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = b[i] ?? 0;
    const row = i * n;
    for (let k = 0; k < i; k++) sum -= (l[row + k] ?? 0) * (x[k] ?? 0);
    x[i] = sum / (l[row + i] ?? 1);
  }
  return x;
}

/** x with L' x = b. Goes down L by rows, which lie together in memory. */
export function solveUpper(l: Float64Array, n: number, b: Float64Array): Float64Array {
  const x = Float64Array.from(b);
  for (let i = n - 1; i >= 0; i--) {
    const row = i * n;
    const value = (x[i] ?? 0) / (l[row + i] ?? 1);
    x[i] = value;
    for (let k = 0; k < i; k++) x[k] = (x[k] ?? 0) - (l[row + k] ?? 0) * value;
  }
  return x;
}

/** The inverse of L L', symmetric, row-major: the sum over rows of the inverse of L of their outer products. */
export function inverseOf(l: Float64Array, n: number): Float64Array {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const rowI = i * n;
    const diagonal = 1 / (l[rowI + i] ?? 1);
    for (let k = 0; k < i; k++) {
      const factor = -(l[rowI + k] ?? 0) * diagonal;
      const rowK = k * n;
      for (let j = 0; j <= k; j++) lower[rowI + j] = (lower[rowI + j] ?? 0) + factor * (lower[rowK + j] ?? 0);
    }
    lower[rowI + i] = diagonal;
  }
  const inverse = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const rowK = k * n;
    for (let i = 0; i <= k; i++) {
      const factor = lower[rowK + i] ?? 0;
      const rowI = i * n;
      for (let j = 0; j <= i; j++) inverse[rowI + j] = (inverse[rowI + j] ?? 0) + factor * (lower[rowK + j] ?? 0);
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) inverse[j * n + i] = inverse[i * n + j] ?? 0;
  return inverse;
}
