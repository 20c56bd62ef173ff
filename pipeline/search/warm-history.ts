import { containsParameters } from '../study/contains-parameters.js';
import type { Study } from '../study/study.js';
import type { TrialRecord } from '../study/trial.js';
import { type ObservedTrial, observeTrial } from './observed-trial.js';

/** What a sampler is given to learn from before a study's first trial. */
export interface WarmHistory {
  /** The report of the earlier study, or that it was a list. */
  readonly source: string;
  /** Numbered from below zero to -1, in the order of the earlier study. */
  readonly trials: readonly ObservedTrial[];
  /** How many were left out, by why. */
  readonly skipped: Readonly<Record<string, number>>;
}

type Purpose = Pick<Study, 'space' | 'allows' | 'objectives' | 'constraints'>;

/** Trials of an earlier study as this one would have seen them, but for those that say nothing about its settings. */
export function warmHistory(study: Purpose, source: string, records: readonly TrialRecord[]): WarmHistory {
  const skipped: Record<string, number> = {};
  const used = [...records]
    .sort((a, b) => a.number - b.number)
    .flatMap((record) => {
      const observed = observeTrial(record, study.objectives, study.constraints);
      const why = reasonToSkip(study, record, observed);
      if (why === undefined) return [observed];
      skipped[why] = (skipped[why] ?? 0) + 1;
      return [];
    });
  return { source, trials: used.map((trial, index) => ({ ...trial, number: index - used.length })), skipped };
}

function reasonToSkip({ space, allows }: Purpose, record: TrialRecord, observed: ObservedTrial): string | undefined {
  if (!containsParameters(space, record.parameters)) return 'outside of this space';
  if (allows && !allows(record.parameters)) return 'not allowed by `where`';
  const { reports = [], violations = [] } = observed;
  switch (record.state) {
    case 'COMPLETE':
      return observed.losses.length === 0 ? 'without a value for each objective' : undefined;
    case 'PRUNED':
      if (reports.length > 0 || violations.some((violation) => violation > 0)) return undefined;
      return 'pruned for what this study does not constrain';
    case 'FAIL':
      // Other failures need not be the setting's fault.
      return record.diagnosis === 'diverged' ? undefined : 'failed';
    case 'WAITING':
    case 'RUNNING':
      return 'unfinished';
  }
}
