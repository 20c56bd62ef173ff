import type { Percentile } from './percentiles.js';
import { type Spread, spread } from './spread.js';

/** What is asked of a server. */
export interface ServerBound {
  readonly percentile: Percentile;
  /** What that percentile of the latency, waiting included, may be, in ms. */
  readonly bound: number;
}

/** What one process found. */
export interface ServerRound extends ServerBound {
  /**
   * Requests a second: the highest rate that was seen to stay within the bound, 0 where even requests that never wait break it.
   * Undefined where the time was too short to see any rate through.
   */
  readonly rate: number | undefined;
  /** Requests served at all rates. */
  readonly requests: number;
}

export interface ServerSummary extends ServerBound {
  /** Median, lowest and highest of the processes that found one; absent where none did. */
  readonly rate?: Spread;
  readonly requests: number;
}

/** @param rounds none where it was not measured */
export function summarizeServer(rounds: readonly ServerRound[]): { readonly server?: ServerSummary } {
  const [first] = rounds;
  if (!first) return {};
  const { percentile, bound } = first;
  const rates = rounds.flatMap(({ rate }) => rate ?? []);
  const requests = rounds.reduce((sum, round) => sum + round.requests, 0);
  const server = { percentile, bound, requests };
  return { server: rates.length === 0 ? server : { ...server, rate: spread(rates) } };
}
