import type { z } from 'zod';
import type { ObservedTrial } from './observed-trial.js';
import type { StudyOutline } from './study-outline.js';

/** A pruner with its options: what a study holds. */
export interface Pruner {
  readonly name: string;
  /** All options, defaults filled; written to study.json. */
  readonly options: Readonly<Record<string, unknown>>;
  /**
   * Why `trial` should end now, in one line for ranking.csv, or undefined when it may go on. Asked after each of its reports. Pure: it sees
   * data, not the study. `peers` are the study's other trials in any state, ascending by number, running ones included.
   */
  shouldPrune(trial: ObservedTrial, peers: readonly ObservedTrial[], outline?: StudyOutline): string | undefined;
}

type PrunerOptions = Readonly<Record<string, unknown>>;

/** One pruning method: the entry of the registry, one file each. */
export interface PrunerDefinition<
  Name extends string = string,
  Schema extends z.ZodType<PrunerOptions> = z.ZodType<PrunerOptions>,
> {
  readonly name: Name;
  /** For `ortune samplers` and the README: one line, and where the method is from. */
  readonly summary: string;
  readonly source: string;
  /** What a study file may say about it. */
  readonly options: Schema;
  /** @throws ZodError where `options` are wrong. */
  create(options: unknown): Pruner;
}

/** Puts a pruning rule into the shape of the registry; it gets its options parsed and typed. */
export function definePruner<Name extends string, Schema extends z.ZodType<PrunerOptions>>(
  { name, summary, source, options }: Omit<PrunerDefinition<Name, Schema>, 'create'>,
  shouldPrune: (
    trial: ObservedTrial,
    peers: readonly ObservedTrial[],
    options: z.output<Schema>,
    outline: StudyOutline,
  ) => string | undefined,
): PrunerDefinition<Name, Schema> {
  return {
    name,
    summary,
    source,
    options,
    create(given) {
      const parsed = options.parse(given);
      return {
        name,
        options: parsed,
        shouldPrune: (trial, peers, outline = {}) => shouldPrune(trial, peers, parsed, outline),
      };
    },
  };
}
