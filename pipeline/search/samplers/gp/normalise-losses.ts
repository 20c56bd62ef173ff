/** The first trials, spread evenly over the space, show what an ordinary setting gives. */
const ordinaryTrials = 16;

/** Losses beyond so many times the distance from the best to an ordinary one are compressed. */
const reach = 2;

/**
 * Losses as values of mean 0 and variance 1. `losses` are in the order of the trials. Those of trainings that went wrong can be
 * millions of times the others, which would all look alike: far above an ordinary loss only the logarithm counts. Below, the
 * shape is left as it is; bending it by a power of the likeliest kind (Box and Cox 1964) made smooth functions harder to learn.
 */
export function normaliseLosses(losses: readonly number[]): Float64Array {
  const finite = losses.filter(Number.isFinite);
  const best = finite.reduce((least, loss) => Math.min(least, loss), Number.POSITIVE_INFINITY);
  const worst = finite.reduce((most, loss) => Math.max(most, loss), Number.NEGATIVE_INFINITY);
  if (!(worst > best)) return new Float64Array(losses.length);
  // In units of the range, so that 1e300 does not overflow when it is squared; an infinite loss is as bad as the worst.
  const share = (loss: number) =>
    Number.isFinite(loss) ? (loss / 2 - best / 2) / (worst / 2 - best / 2) : Number(loss > 0);
  const ordinary = finite
    .slice(0, ordinaryTrials)
    .map(share)
    .sort((a, b) => a - b);
  const limit = reach * (ordinary[Math.floor(ordinary.length / 2)] ?? 1);
  return standardise(losses.map((loss) => compressed(share(loss), limit)));
}

/** Straight up to the limit, with the same slope there. */
const compressed = (x: number, limit: number) => (limit === 0 || x <= limit ? x : limit * (1 + Math.log(x / limit)));

function standardise(values: readonly number[]): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = Float64Array.from(values, (value) => value - mean);
  const largest = centred.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return centred;
  // Scaled first: tiny differences would underflow when they are squared.
  const scaled = centred.map((value) => value / largest);
  const deviation = Math.sqrt(scaled.reduce((sum, value) => sum + value * value, 0) / scaled.length);
  return scaled.map((value) => value / deviation);
}
