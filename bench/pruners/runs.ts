import type { Contender } from './contender.js';
import { type Search, type SearchResult, simulateSearch } from './simulate-search.js';

/** One search with a pruner beside the same search without. */
export interface Run {
  readonly task: string;
  readonly pruner: string;
  readonly version: string;
  readonly workers: number;
  readonly seed: number;
  /** Least final loss of the trials that ran to the end, as a ratio to that of the unpruned search; `Infinity` without any. */
  readonly lossRatio: number;
  /** The same over the last losses of all trials, pruned ones included. */
  readonly lastLossRatio: number;
  /** Epochs trained, as a share of those of the unpruned search. */
  readonly epochShare: number;
  /** What the unpruned search had found when it had trained as many epochs, as a ratio to what it found in the end. */
  readonly sameEpochsRatio: number;
  readonly complete: number;
  readonly pruned: number;
  readonly failed: number;
}

/** The search without a pruner, to compare others with. */
export const unprunedSearch = (search: Search): Promise<SearchResult> =>
  simulateSearch(search, { shouldPrune: () => false, ended() {} });

export async function runPruner(search: Search, contender: Contender, unpruned: SearchResult): Promise<Run> {
  const { found, epochs, leastLast, states } = await simulateSearch(search, await contender.begin(search));
  const best = unpruned.found.at(-1)?.loss ?? Number.NaN;
  return {
    task: search.task.name,
    pruner: contender.name,
    version: contender.version,
    workers: search.workers,
    seed: search.seed,
    lossRatio: (found.at(-1)?.loss ?? Number.POSITIVE_INFINITY) / best,
    lastLossRatio: leastLast / best,
    epochShare: epochs / unpruned.epochs,
    sameEpochsRatio: lossAfter(unpruned, epochs) / best,
    complete: states.COMPLETE,
    pruned: states.PRUNED,
    failed: states.FAIL,
  };
}

const lossAfter = ({ found }: SearchResult, epochs: number): number =>
  found.findLast((entry) => entry.epochs <= epochs)?.loss ?? Number.POSITIVE_INFINITY;

const columns = [
  'task',
  'pruner',
  'version',
  'workers',
  'seed',
  'lossRatio',
  'lastLossRatio',
  'epochShare',
  'sameEpochsRatio',
  'complete',
  'pruned',
  'failed',
] as const satisfies readonly (keyof Run)[];

export const renderRuns = (runs: readonly Run[]): string =>
  `${[columns.join(), ...runs.map((run) => columns.map((column) => run[column]).join())].join('\n')}\n`;
