/**
 * Rank correlation of pairs (x_i, y_i): Kendall's tau-b (1945), concordant minus discordant pairs over the geometric mean of
 * the pairs that are not tied in x and those that are not tied in y. In [-1, 1]; NaN where all x or all y are equal.
 */
export function kendallTau(x: readonly number[], y: readonly number[]): number {
  let [score, untiedX, untiedY] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      const dx = Math.sign((x[i] ?? Number.NaN) - (x[j] ?? Number.NaN));
      const dy = Math.sign((y[i] ?? Number.NaN) - (y[j] ?? Number.NaN));
      score += dx * dy;
      untiedX += Math.abs(dx);
      untiedY += Math.abs(dy);
    }
  }
  return score / Math.sqrt(untiedX * untiedY);
}
