import type { Engine } from '../compiler/engine.js';
import type { LoadedData } from '../load/data.js';
import { randomStream } from '../random/random-stream.js';
import { shuffledIndices } from '../random/shuffled-indices.js';
import { restoreVariables, saveVariables } from '../train/variables-snapshot.js';
import { byKind } from './architecture-parameters.js';
import { deriveGenotype } from './derive-genotype.js';
import type { CellNetworkSize } from './latency/cell-shapes.js';
import { edgeLatencies, type LatencyOf } from './latency/expected-latency.js';
import { measureSupernet } from './measure-supernet.js';
import { type OpenStage, openStage } from './open-stage.js';
import type { ResolvedSearch } from './resolve-search.js';
import type { SearchCheckpoint } from './search-checkpoint.js';
import type { SearchEpoch, SearchProgress, SearchResult } from './search-epoch.js';
import { searchFingerprint } from './search-fingerprint.js';
import { type Shrunk, shrinkCandidates } from './shrink-candidates.js';
import { trainSearchEpoch } from './train-search-epoch.js';
import { transferWeights } from './transfer-weights.js';

export interface SearchRequest {
  /** Active. */
  readonly engine: Engine;
  readonly data: LoadedData;
  readonly options: ResolvedSearch;
  readonly seed: number;
  /** What operators cost in the network that will be served, and its size; given where `latencyWeight` is not 0. */
  readonly latency?: { readonly of: LatencyOf; readonly size: CellNetworkSize };
  /** Where to go on: a checkpoint of a search that was the same in everything. Its epochs are not told again. */
  readonly resumeFrom?: SearchCheckpoint;
  /** After every step of an epoch, which is one of each kind of updates. */
  readonly onStep?: (progress: SearchProgress) => void;
  /** After every epoch. */
  readonly onEpoch?: (epoch: SearchEpoch, take: () => Promise<SearchCheckpoint>) => void | Promise<void>;
  /** Ends the search after an epoch. */
  readonly signal?: AbortSignal;
}

/**
 * Searches an architecture by progressive stages (Chen et al. 2019) with a differentiable sampler. In every update of either kind one
 * architecture is drawn; weights learn from one half of the training rows, architecture parameters from the other.
 * @returns undefined when `signal` ended it
 */
export async function searchArchitecture(request: SearchRequest): Promise<SearchResult | undefined> {
  const { data, options, seed, resumeFrom, signal, onStep } = request;
  const rows = shuffledIndices(data.train.x.shape[0] ?? 0, randomStream(seed, 'architecture-search', 'halves'));
  const half = Math.floor(rows.length / 2);
  const halves = { weights: rows.slice(0, half), architecture: rows.slice(half) };
  const fingerprint = searchFingerprint(request);
  const epochs: SearchEpoch[] = [...(resumeFrom?.epochs ?? [])];
  const last = epochs.at(-1);

  let stage = last?.stage ?? 1;
  let open = await openFor(request, stage, last ?? firstCandidates(options));
  try {
    if (resumeFrom) restoreVariables(open.variables, resumeFrom.variables);
    for (let epoch = (last?.epoch ?? 0) + 1; ; epoch++) {
      if (epoch > (options.stages[stage - 1]?.epochs ?? 0)) {
        if (stage === options.stages.length) break;
        open = await nextStage(request, open, epochs.at(-1) as SearchEpoch);
        stage++;
        epoch = 1;
      }
      if (signal?.aborted) return undefined;
      const record = await trainSearchEpoch(open, { options, seed, stage, epoch, halves, onStep });
      epochs.push(record);
      await request.onEpoch?.(record, async () => ({
        fingerprint,
        epochs: [...epochs],
        variables: await saveVariables(open.variables),
      }));
    }
    const { candidates, alphas } = epochs.at(-1) as SearchEpoch;
    const genotype = deriveGenotype(candidates, alphas, options.nodes, options.skipLimit);
    const accuracy = await measureSupernet(open.parts, { candidates, alphas, genotype, seed });
    return { genotype, epochs, accuracy };
  } finally {
    open.dispose();
  }
}

function firstCandidates({ operators, nodes, stages }: ResolvedSearch): Shrunk {
  const edges = (nodes * (nodes + 3)) / 2;
  const candidates = byKind(() => Array.from({ length: edges }, () => operators));
  const alphas = byKind(() => Array.from({ length: edges }, () => operators.map(() => 0)));
  return shrinkCandidates(candidates, alphas, stages[0]?.operators ?? operators.length);
}

function openFor(request: SearchRequest, stage: number, { candidates, alphas }: Shrunk): Promise<OpenStage> {
  const { latency } = request;
  const latencies = latency && edgeLatencies(latency.size, candidates, latency.of);
  return openStage({ ...request, stage, candidates, alphas, ...(latencies && { latencies }) });
}

/** The stage after one that has ended, which is disposed of. */
async function nextStage(request: SearchRequest, before: OpenStage, last: SearchEpoch): Promise<OpenStage> {
  const stage = last.stage + 1;
  const { operators = 0 } = request.options.stages[stage - 1] ?? {};
  const after = await openFor(request, stage, shrinkCandidates(last.candidates, last.alphas, operators));
  await transferWeights(before.parts.supernet, after.parts.supernet);
  before.dispose();
  return after;
}
