/**
 * Losses as values of mean 0 and variance 1 that look as normal as a power can make them: those of training are heavy-tailed above,
 * and a process fitted to them as they are sees a cliff and a flat plain. Of a few powers of the distance to the best (Box and Cox
 * 1964) the likeliest; never one that bends the other way.
 */
export function normaliseLosses(losses: readonly number[]): Float64Array {
  const finite = losses.filter(Number.isFinite);
  const best = finite.reduce((least, loss) => Math.min(least, loss), Number.POSITIVE_INFINITY);
  const worst = finite.reduce((most, loss) => Math.max(most, loss), Number.NEGATIVE_INFINITY);
  if (!(worst > best)) return new Float64Array(losses.length);
  // In units of the range, so that 1e300 does not overflow when it is squared; an infinite loss is as bad as the worst.
  const shares = losses.map((loss) =>
    Number.isFinite(loss) ? (loss / 2 - best / 2) / (worst / 2 - best / 2) : Number(loss > 0),
  );
  const sorted = [...shares].sort((a, b) => a - b);
  const offset = Math.max(1e-9, 0.1 * (sorted[Math.floor(sorted.length / 2)] ?? 0));
  const powers = [1, 0.5, 0.25, 0].map((power) => {
    const bent = shares.map((share) => boxCox(share + offset, power));
    const jacobian = (power - 1) * shares.reduce((sum, share) => sum + Math.log(share + offset), 0);
    return { bent, likelihood: -0.5 * shares.length * Math.log(varianceOf(bent)) + jacobian };
  });
  const likeliest = powers.reduce((a, b) => (b.likelihood > a.likelihood ? b : a));
  return standardise(likeliest.bent);
}

const boxCox = (x: number, power: number) => (power === 0 ? Math.log(x) : (x ** power - 1) / power);

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return meanOf(values.map((value) => (value - mean) ** 2));
}

function standardise(values: readonly number[]): Float64Array {
  const mean = meanOf(values);
  const deviation = Math.sqrt(varianceOf(values));
  return Float64Array.from(values, (value) => (deviation > 0 ? (value - mean) / deviation : 0));
}
