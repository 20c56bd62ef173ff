/** softmax(alpha) of one edge, in double precision. */
export function operatorProbabilities(alpha: ArrayLike<number>): number[] {
  const numbers = Array.from(alpha);
  const largest = Math.max(...numbers);
  const powers = numbers.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** -sum p ln p, in nats: ln(operators) where all are alike, 0 where one is certain. */
export function entropyOf(probabilities: readonly number[]): number {
  return probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
}
