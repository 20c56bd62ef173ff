import { randomStream } from '../../pipeline/random/random-stream.js';
import type { Task } from './task.js';

/**
 * Curves like those of networks (Hestness et al. 2017; Domhan et al. 2015), for runs without any table: loss(t) = asymptote +
 * height x t^-rate + noise. The rate is independent of the asymptote, so that many curves cross; every tenth
 * setting diverges.
 */
export function powerLaws(epochs: number): Task {
  const random = randomStream('power-laws', epochs);
  const curves = Array.from({ length: 1000 }, () => {
    const asymptote = 0.2 + 0.6 * random.uniform();
    const height = 0.3 + 0.7 * random.uniform();
    const rate = 0.3 + 1.2 * random.uniform();
    const divergesAt = random.uniform() < 0.1 ? 1 + random.below(epochs) : Number.POSITIVE_INFINITY;
    return Array.from({ length: epochs }, (_, i) => {
      const loss = asymptote + height * (i + 1) ** -rate + 0.01 * random.normal();
      return i + 1 < divergesAt ? loss : Number.NaN;
    });
  });
  return { name: `power-laws-${epochs}`, curves, epochs };
}
