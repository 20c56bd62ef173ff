/**
 * The t with P(|T| <= t) = `confidence`, T of Student's distribution with `degrees` of freedom. Bisection over theta = atan(t / sqrt(degrees))
 * of the closed forms for whole degrees (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4).
 * @param confidence in (0, 1)
 * @param degrees a whole number from 1
 */
export function studentT(confidence: number, degrees: number): number {
  let [low, high] = [0, Math.PI / 2];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (centralProbability(middle, degrees) < confidence) low = middle;
    else high = middle;
  }
  return Math.tan((low + high) / 2) * Math.sqrt(degrees);
}

function centralProbability(theta: number, degrees: number): number {
  const cosine = Math.cos(theta);
  const odd = degrees % 2 === 1;
  if (degrees === 1) return (2 * theta) / Math.PI;
  let term = odd ? cosine : 1;
  let sum = term;
  for (let k = odd ? 2 : 1; k <= degrees - 3; k += 2) {
    term *= (k / (k + 1)) * cosine ** 2;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (theta + Math.sin(theta) * sum) : Math.sin(theta) * sum;
}
