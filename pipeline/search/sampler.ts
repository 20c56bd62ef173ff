import type { z } from 'zod';
import type { RandomStream } from '../random/random-stream.js';
import { allowedSize } from '../study/enumerate-space.js';
import type { Space } from '../study/space.js';
import type { Parameters, ParameterValue } from '../study/trial.js';
import type { ObservedTrial } from './observed-trial.js';
import type { StudyOutline } from './study-outline.js';

/** A sampler with its options: what a study holds. */
export interface Sampler {
  readonly name: string;
  /** All options, defaults filled; written to study.json. */
  readonly options: Readonly<Record<string, unknown>>;
  /**
   * The next setting to try, or undefined when the space is exhausted. Pure: it sees data, not the study.
   * `trials` are the earlier ones (smaller numbers), running ones included; `random` belongs to the trial asked for:
   * `randomStream(study seed, trial number, 'sampler')`. Whatever else must persist is computed from the trials.
   */
  suggest(
    space: Space,
    trials: readonly ObservedTrial[],
    random: RandomStream,
    outline?: StudyOutline,
  ): Parameters | undefined;
  /** How many different settings can be suggested; `Infinity` where there is no limit. */
  size(space: Space, outline?: StudyOutline): number;
  /** Whether trying every setting is the point, so that a study without `trials` runs all of them. */
  readonly exhaustive: boolean;
  /** Why the sampler cannot search this space, with the remedy; undefined when it can. */
  problem(space: Space, outline?: StudyOutline): string | undefined;
  /** For the report: what a sampler that chooses has chosen and why; undefined for one that has no choice. */
  explain?(space: Space, outline?: StudyOutline): string | undefined;
  /** For the report: what the sampler knows after `trials`, where that is more than the trials themselves. */
  learnt?(space: Space, trials: readonly ObservedTrial[]): LearntTable | undefined;
}

/** A file of the report, `<name>.csv`. */
export interface LearntTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly ParameterValue[])[];
}

type SamplerOptions = Readonly<Record<string, unknown>>;

/** One search method: the entry of the registry, one file each. */
export interface SamplerDefinition<
  Name extends string = string,
  Schema extends z.ZodType<SamplerOptions> = z.ZodType<SamplerOptions>,
> {
  readonly name: Name;
  /** For `ortune samplers` and the README: one line, and where the method is from. */
  readonly summary: string;
  readonly source: string;
  /** What a study file may say about it. */
  readonly options: Schema;
  /** @throws ZodError where `options` are wrong. */
  create(options: unknown): Sampler;
}

interface SamplerMethods<Options> {
  suggest(
    space: Space,
    trials: readonly ObservedTrial[],
    random: RandomStream,
    options: Options,
    outline: StudyOutline,
  ): Parameters | undefined;
  /** Where the sampler can suggest every setting of the space, it need not say. */
  size?(space: Space, options: Options, outline: StudyOutline): number;
  readonly exhaustive?: boolean;
  problem?(space: Space, options: Options, outline: StudyOutline): string | undefined;
  explain?(space: Space, options: Options, outline: StudyOutline): string;
  learnt?(space: Space, trials: readonly ObservedTrial[], options: Options): LearntTable;
}

/** Puts a search method into the shape of the registry; its functions get their options parsed and typed. */
export function defineSampler<Name extends string, Schema extends z.ZodType<SamplerOptions>>(
  { name, summary, source, options }: Omit<SamplerDefinition<Name, Schema>, 'create'>,
  methods: SamplerMethods<z.output<Schema>>,
): SamplerDefinition<Name, Schema> {
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
        exhaustive: methods.exhaustive ?? false,
        suggest: (space, trials, random, outline = {}) => methods.suggest(space, trials, random, parsed, outline),
        size: (space, outline = {}) => methods.size?.(space, parsed, outline) ?? allowedSize(space, outline.allows),
        problem: (space, outline = {}) => methods.problem?.(space, parsed, outline),
        explain: (space, outline = {}) => methods.explain?.(space, parsed, outline),
        learnt: (space, trials) => methods.learnt?.(space, trials, parsed),
      };
    },
  };
}
