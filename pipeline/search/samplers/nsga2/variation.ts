import type { RandomStream } from '../../../random/random-stream.js';
import type { Dimension } from '../../encoding/encoded-history.js';

/** Coordinates of every hyperparameter, those of inactive ones included. */
export type Genome = Float64Array;

/** Deb and Agrawal 1995, "Simulated binary crossover for continuous search space": eta 15, a coordinate is crossed with chance 1/2. */
const crossoverIndex = 15;

/** Deb and Goyal 1996, polynomial mutation: eta 20. */
const mutationIndex = 20;

/** One child of two parents; choices are taken from either parent. */
export function crossover(a: Genome, b: Genome, dimensions: readonly Dimension[], random: RandomStream): Genome {
  return a.map((x, d) => {
    const y = b[d] ?? x;
    if (!dimensions[d]?.ordered) return random.uniform() < 0.5 ? x : y;
    if (random.uniform() < 0.5 || x === y) return x;
    const u = random.uniform();
    const beta = u < 0.5 ? (2 * u) ** (1 / (crossoverIndex + 1)) : (1 / (2 - 2 * u)) ** (1 / (crossoverIndex + 1));
    const child = random.uniform() < 0.5 ? (1 + beta) * x + (1 - beta) * y : (1 - beta) * x + (1 + beta) * y;
    return clamp(child / 2);
  });
}

/** On average one coordinate is changed. */
export function mutate(genome: Genome, dimensions: readonly Dimension[], random: RandomStream): Genome {
  return genome.map((x, d) => {
    if (random.uniform() >= 1 / genome.length) return x;
    const dimension = dimensions[d];
    if (!dimension?.ordered) return random.uniform();
    const u = random.uniform();
    const power = 1 / (mutationIndex + 1);
    const shift = u < 0.5 ? (2 * u) ** power - 1 : 1 - (2 - 2 * u) ** power;
    // A step that rounds back to the value it came from is none: of few values at least the next one.
    const least = Number.isFinite(dimension.size) ? 1 / dimension.size : 0;
    return clamp(x + Math.sign(shift || 1) * Math.max(Math.abs(shift), least));
  });
}

const clamp = (x: number) => Math.min(1, Math.max(0, x));
