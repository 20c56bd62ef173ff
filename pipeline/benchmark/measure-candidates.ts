import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ModelFileError, OrtuneError } from '../errors.js';
import type { ChildReport, ChildRequest } from './child-protocol.js';
import { minimumSamples } from './latency-summary.js';
import { measureInChild } from './measure-in-child.js';
import { type Measurement, summarizeRounds } from './measurement.js';
import type { FeedOptions } from './model-inputs.js';
import type { SessionOptions } from './timed-session.js';

export interface MeasureOptions extends Pick<FeedOptions, 'seed' | 'dims' | 'given'> {
  /** Time given to one candidate over all rounds, without starting processes and warming up. Default 1.5. */
  readonly seconds?: number;
  /** Fresh processes per candidate. Default 3. */
  readonly rounds?: number;
  /** Ascending; default 1, 8, 64. Empty: throughput is not measured. */
  readonly batchSizes?: readonly number[];
  /** Default: one thread within operators and one between them. */
  readonly session?: SessionOptions;
  /** After which one process is given up. Default 120. */
  readonly timeoutSeconds?: number;
  /** Stops the measurement; candidates keep the rounds they had. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: MeasureProgress) => void;
}

export interface MeasureProgress {
  /** Index of the candidate in `files`. */
  readonly candidate: number;
  /** Processes that have ended, of `total`. */
  readonly done: number;
  readonly total: number;
}

export type CandidateResult = {
  readonly file: string;
} & (
  | { readonly bytes: number; readonly measurement: Measurement }
  /** A ModelFileError where the model is at fault; an OrtuneError where it was interrupted before its first round. */
  | { readonly error: OrtuneError }
);

/** Shares of `seconds`; the rest of it is for throughput, in the last round. */
const latencyShare = 0.7;
const longestWarmUpShare = 0.2;
const shortestWarmUpMs = 20;

/**
 * Measures models one after the other, never two at a time: in each round every candidate gets a fresh process, so
 * that a slow drift of the machine meets all of them alike; every other round goes through them backwards, so that a
 * steady one meets them equally.
 * The caller keeps the machine quiet meanwhile. A candidate that fails does not disturb the others.
 * @returns one result for each file, in order
 */
export async function measureCandidates(
  files: readonly string[],
  options: MeasureOptions = {},
): Promise<CandidateResult[]> {
  const { rounds = 3, onProgress, signal } = options;
  const candidates = await Promise.all(files.map(openCandidate));
  const total = rounds * files.length;
  let done = 0;
  for (let round = 0; round < rounds && !signal?.aborted; round++) {
    const request = requestOf(options, rounds, round === rounds - 1);
    const order = round % 2 === 0 ? candidates : candidates.toReversed();
    for (const candidate of order) {
      if (signal?.aborted) break;
      if (candidate.error === undefined) await measureOnce(candidate, request, options);
      if (!signal?.aborted) onProgress?.({ candidate: candidates.indexOf(candidate), done: ++done, total });
    }
  }
  return candidates.map(resultOf);
}

interface Candidate {
  readonly file: string;
  bytes: number;
  readonly reports: ChildReport[];
  error?: OrtuneError;
}

async function openCandidate(file: string): Promise<Candidate> {
  const candidate: Candidate = { file, bytes: 0, reports: [] };
  try {
    const found = await stat(file);
    if (found.isFile()) candidate.bytes = found.size;
    else candidate.error = new ModelFileError(`\`${file}\` is not a file`);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const problem = missing ? 'there is no such file' : String(cause);
    candidate.error = new ModelFileError(`\`${file}\` cannot be opened: ${problem}`, { cause });
  }
  return candidate;
}

type RoundRequest = Omit<ChildRequest, 'model'>;

function requestOf(options: MeasureOptions, rounds: number, last: boolean): RoundRequest {
  const { seconds = 1.5, batchSizes = [1, 8, 64], session, seed, dims, given } = options;
  const milliseconds = seconds * 1000;
  const share = batchSizes.length > 0 ? latencyShare : 1;
  return {
    session: { intraOpNumThreads: 1, interOpNumThreads: 1, ...session },
    feed: { seed, dims, given },
    warmUp: { atLeastMs: shortestWarmUpMs, atMostMs: Math.max(longestWarmUpShare * milliseconds, shortestWarmUpMs) },
    latency: {
      milliseconds: (milliseconds * share) / rounds,
      thresholds: [minimumSamples.p90, minimumSamples.p99].map((samples) => Math.ceil(samples / rounds)),
    },
    throughput:
      last && batchSizes.length > 0 ? { batchSizes, milliseconds: milliseconds * (1 - latencyShare) } : undefined,
  };
}

async function measureOnce(candidate: Candidate, request: RoundRequest, options: MeasureOptions): Promise<void> {
  try {
    candidate.reports.push(await measureInChild({ ...request, model: resolve(candidate.file) }, options));
  } catch (error) {
    if (options.signal?.aborted) return;
    if (!(error instanceof OrtuneError)) throw error;
    candidate.error = error;
  }
}

function resultOf({ file, bytes, reports, error }: Candidate): CandidateResult {
  const [first, ...rest] = reports;
  if (error) return { file, error };
  if (!first) return { file, error: new OrtuneError(`\`${file}\` was not measured: interrupted before its turn`) };
  return { file, bytes, measurement: summarizeRounds([first, ...rest]) };
}
