import type { z } from 'zod';
import type { ObservedTrial, Report } from './observed-trial.js';
import type { StudyOutline } from './study-outline.js';

/** A pruner with its options: what a study holds. */
export interface Pruner {
  readonly name: string;
  /** All options, defaults filled; written to study.json. */
  readonly options: Readonly<Record<string, unknown>>;
  /**
   * Why `trial` should end now, in one line for ranking.csv that begins with the pruner's name, or undefined when it may go on.
   * Asked after each of its reports: some pruners judge only at certain steps, and only by the latest report. Pure: it sees
   * data, not the study. `peers` are the study's other trials in any state, running ones included; the trial itself may be
   * among them. A trial without reports, or at the last of `outline.steps`, goes on.
   */
  shouldPrune(trial: ObservedTrial, peers: readonly ObservedTrial[], outline?: StudyOutline): string | undefined;
}

/** A trial that has said something. */
export interface ReportingTrial extends ObservedTrial {
  readonly reports: readonly Report[];
  /** The last of its reports. */
  readonly latest: Report;
}

/** The rule of one pruner: why the trial should end, without the pruner's name. `peers` are without the trial itself. */
type PruningRule<Options> = (
  trial: ReportingTrial,
  peers: readonly ObservedTrial[],
  options: Options,
  outline: StudyOutline,
) => string | undefined;

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
  rule: PruningRule<z.output<Schema>>,
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
        shouldPrune(trial, peers, outline = {}) {
          const { reports = [] } = trial;
          const latest = reports.at(-1);
          // At its last step a trial is complete: there is nothing left to save.
          if (!latest || latest.step >= (outline.steps ?? Number.POSITIVE_INFINITY)) return undefined;
          const others = peers.filter(({ number }) => number !== trial.number);
          const reason = rule({ ...trial, reports, latest }, others, parsed, outline);
          return reason === undefined ? undefined : `${name}: ${reason}`;
        },
      };
    },
  };
}
