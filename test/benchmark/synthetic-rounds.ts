import type { RandomStream } from '../../pipeline/random/random-stream.js';

/** How the run times of a model vary, in logarithms: 0.01 is one per cent. */
export interface Noise {
  /** Standard deviation between processes. */
  readonly between: number;
  /** Standard deviation within a process. */
  readonly within: number;
  /** Correlation of a run with the one before. */
  readonly correlation: number;
  /** Of the logarithm in each round, beside the noise. */
  readonly shift?: (round: number) => number;
}

/**
 * Run times as they are met on real machines, ms, median 1: an effect of the process on all of its runs, first-order autoregression within, and
 * two runs in a hundred that something interrupts.
 */
export function syntheticRounds(
  rounds: number,
  samples: number,
  { between, within, correlation, shift = () => 0 }: Noise,
  random: RandomStream,
): Float64Array[] {
  return Array.from({ length: rounds }, (_, round) => {
    const effect = between * random.normal() + shift(round);
    let state = random.normal();
    return Float64Array.from({ length: samples }, () => {
      state = correlation * state + Math.sqrt(1 - correlation ** 2) * random.normal();
      const interrupted = random.uniform() < 0.02 ? random.uniform() / 2 : 0;
      return Math.exp(effect + within * state + interrupted);
    });
  });
}
