import type { ObservedTrial } from '../../pipeline/search/observed-trial.js';
import type { PrunerChoice } from '../../pipeline/search/pruners/registry.js';
import { prunerChoiceSchema } from '../../pipeline/study/pruner-choice-schema.js';
import type { Search } from './simulate-search.js';

/** Judges the trials of one search. */
export interface Judge {
  /** Asked after every epoch but the last. */
  shouldPrune(trial: ObservedTrial, peers: readonly ObservedTrial[]): boolean | Promise<boolean>;
  /** Told how a trial ended. */
  ended(trial: ObservedTrial): void | Promise<void>;
}

/** A pruner under comparison. */
export interface Contender {
  readonly name: string;
  readonly version: string;
  begin(search: Search): Judge | Promise<Judge>;
}

/** One of ours; it is told how many epochs a full run has. */
export function ourContender(name: string, choice: PrunerChoice, version: string): Contender {
  const pruner = prunerChoiceSchema.parse(choice);
  return {
    name,
    version,
    begin: ({ seed, trials, task }) => ({
      shouldPrune: (trial, peers) =>
        pruner.shouldPrune(trial, peers, { seed, trials, steps: task.epochs }) !== undefined,
      ended() {},
    }),
  };
}
