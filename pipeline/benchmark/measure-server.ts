import { setTimeout as sleep } from 'node:timers/promises';
import { nearestRank } from '../quantile.js';
import { randomStream } from '../random/random-stream.js';
import { percentiles } from './percentiles.js';
import type { Clock, TimedRun } from './sample-runs.js';
import type { ServerBound, ServerRound } from './server-summary.js';

/** A clock that can be waited by. */
export interface WaitingClock {
  readonly now: Clock;
  /** Resolves at a moment of that clock, at once where it is past. */
  readonly until: (moment: number) => Promise<void>;
}

export interface ServerTask extends ServerBound {
  /** For all rates together. */
  readonly milliseconds: number;
  /** Of the arrivals. */
  readonly seed: number;
}

/** The rate is known to this share of it. */
const precision = 0.05;

/** With these the rate is known to 1 / 4096 of what the model could serve at best. */
const mostRates = 12;

/** Rates that the time is planned for: bisection down to the precision. */
const usualRates = 6;

/** Fewer say nothing of waiting, not even of its median. */
const fewestRequests = 64;

/** More would say nothing that the time could not be better used for. */
const mostRequests = 20_000;

/**
 * MLPerf's server scenario: requests come at random times (a Poisson process), each of one sample, and wait for those before them, since a run
 * of onnxruntime-node occupies the process: a queue with one server. Runs and waiting are real. Sought by bisection is the highest rate
 * at which the percentile of the latency, from a request's arrival to the end of its run, stays within the bound.
 * At every rate the same random gaps between requests are taken, stretched, so that a higher rate is never easier by chance.
 * @param service milliseconds of runs that did not wait
 */
export async function measureServer(
  run: TimedRun,
  service: Float64Array,
  { percentile, bound, milliseconds, seed }: ServerTask,
  clock: WaitingClock,
): Promise<ServerRound> {
  const { percent, fewestSamples } = percentiles[percentile];
  const end = clock.now() + milliseconds;
  const capacity = service.length / service.reduce((sum, time) => sum + time, 0);
  const arrivals = poissonArrivals(mostRequests, seed);
  let requests = 0;
  // Requests a millisecond: the highest that is within the bound, the lowest that is not.
  let [within, beyond] = [0, capacity];
  let looked = nearestRank(service.toSorted(), percent) > bound ? mostRates : 0;
  for (; looked < mostRates && beyond - within > precision * beyond; looked++) {
    const rate = (within + beyond) / 2;
    const time = end - clock.now();
    const affordable = Math.floor((rate * time) / Math.max(1, usualRates - looked));
    const count = Math.min(mostRequests, Math.max(affordable, fewestSamples, fewestRequests));
    if (count / rate > time) break;
    const tolerated = Math.floor(count * (1 - percent / 100));
    const latencies = await serve(run, arrivals.subarray(0, count), { rate, bound, tolerated }, clock);
    requests += latencies.length;
    const isWithin = latencies.length === count && nearestRank(latencies.sort(), percent) <= bound;
    if (isWithin) within = rate;
    else beyond = rate;
  }
  const isKnown = within > 0 || looked === mostRates;
  return { percentile, bound, rate: isKnown ? 1000 * within : undefined, requests };
}

/** Arrival times at a rate of one a unit of time: sums of exponential gaps. */
function poissonArrivals(count: number, seed: number): Float64Array {
  const random = randomStream('benchmark', 'arrivals', seed);
  let moment = 0;
  return Float64Array.from({ length: count }, () => {
    // 1 - u avoids log(0).
    moment -= Math.log(1 - random.uniform());
    return moment;
  });
}

interface Load {
  /** Requests a millisecond. */
  readonly rate: number;
  readonly bound: number;
  /** Requests that may be beyond the bound before the percentile is. */
  readonly tolerated: number;
}

/** @returns the latency of each request in ms; of fewer than arrive where too many of them are beyond the bound */
async function serve(
  run: TimedRun,
  arrivals: Float64Array,
  { rate, bound, tolerated }: Load,
  clock: WaitingClock,
): Promise<Float64Array> {
  const latencies: number[] = [];
  let late = 0;
  const start = clock.now();
  for (const arrival of arrivals) {
    const moment = start + arrival / rate;
    await clock.until(moment);
    await run();
    const latency = clock.now() - moment;
    latencies.push(latency);
    if (latency > bound) late++;
    if (late > tolerated) break;
  }
  return Float64Array.from(latencies);
}

/** Timers are late by up to a millisecond or two, so the last of the wait is spent looking at the clock. */
const timerSlackMs = 2;

/** Sleeps as a server without work does. */
export const waitingClock: WaitingClock = {
  now: () => performance.now(),
  async until(moment) {
    const ahead = moment - performance.now();
    if (ahead > timerSlackMs) await sleep(ahead - timerSlackMs);
    while (performance.now() < moment) {
      // Nothing: the event loop could not be left and entered again in time.
    }
  },
};
