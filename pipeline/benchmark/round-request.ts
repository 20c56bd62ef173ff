import type { ChildRequest } from './child-protocol.js';
import { type MeasureOptions, measureDefaults } from './measure-options.js';
import { percentiles } from './percentiles.js';

/** Rounds below which a measurement does not end by itself: an interval from fewer is a guess that may look narrow by chance. */
export const fewestRounds = 5;

const mostRounds = 20;
const roundsPerSecond = 3;

/** Into how many processes the time is divided. */
export function roundsOf({ rounds, seconds = measureDefaults.seconds }: MeasureOptions): number {
  return rounds ?? Math.min(mostRounds, Math.max(fewestRounds, Math.round(roundsPerSecond * seconds)));
}

/** Of a round's time; the rest of it is for throughput. */
const latencyShare = 0.7;
/** Beside a round's time, as a share of it. */
const longestWarmUpShare = 0.5;
const shortestWarmUpMs = 20;

const serverRounds = 3;
const defaultServerSeconds = 15;

/** What a process of a round is asked, whatever the model. @param round from 0 */
export function roundRequest(options: MeasureOptions, round: number): Omit<ChildRequest, 'model' | 'session'> {
  const { seconds = measureDefaults.seconds, batchSizes = measureDefaults.batchSizes, seed, dims, given } = options;
  const rounds = roundsOf(options);
  const milliseconds = (seconds * 1000) / rounds;
  const share = batchSizes.length > 0 ? latencyShare : 1;
  return {
    feed: { seed, dims, given },
    warmUp: { atLeastMs: shortestWarmUpMs, atMostMs: Math.max(longestWarmUpShare * milliseconds, shortestWarmUpMs) },
    latency: {
      milliseconds: milliseconds * share,
      thresholds: thresholdsOf(options).map((samples) => Math.ceil(samples / rounds)),
    },
    ...(batchSizes.length > 0 && {
      throughput: { batchSizes, milliseconds: milliseconds * (1 - latencyShare) },
    }),
    ...serverRequest(options, round, rounds),
  };
}

/** Samples that are worth a little more time: p99.9 needs many, and is seldom asked for. */
function thresholdsOf({ percentile }: MeasureOptions): readonly number[] {
  const usual = [percentiles.p90.fewestSamples, percentiles.p99.fewestSamples];
  return percentile === 'p99.9' ? [...usual, percentiles['p99.9'].fewestSamples] : usual;
}

function serverRequest({ server }: MeasureOptions, round: number, rounds: number): Pick<ChildRequest, 'server'> {
  const processes = Math.min(serverRounds, rounds);
  if (!server || round >= processes) return {};
  const { percentile, bound, seconds = defaultServerSeconds } = server;
  return { server: { percentile, bound, milliseconds: (seconds * 1000) / processes, seed: round } };
}
