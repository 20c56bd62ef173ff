import type { SessionOptions } from '../../pipeline/benchmark/timed-session.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { type MeasureInTurns, roundsPerEffort } from '../../pipeline/tune-session/measure-in-turns.js';

/**
 * A model whose cost with options is known, measured as a real one is: what disturbs a round meets all options alike, what
 * disturbs a process one of them.
 * @param trueCost NaN where the model does not run with these options
 */
export function syntheticSession(
  trueCost: (options: SessionOptions) => number,
  { seed = 0, shared = 0.1, own = 0.02 }: { seed?: number; shared?: number; own?: number } = {},
): { readonly measure: MeasureInTurns; readonly measurements: (readonly SessionOptions[])[] } {
  const random = randomStream('synthetic session', seed);
  const measurements: (readonly SessionOptions[])[] = [];
  const measure: MeasureInTurns = async (options, effort) => {
    measurements.push(options);
    const rounds = Array.from({ length: roundsPerEffort * effort }, () => Math.exp(shared * random.normal()));
    return options.map((session) => {
      const cost = trueCost(session);
      if (Number.isNaN(cost)) return { problem: 'no such option' };
      return { costs: rounds.map((round) => cost * round * Math.exp(own * random.normal())) };
    });
  };
  return { measure, measurements };
}
