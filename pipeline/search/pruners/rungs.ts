import type { ObservedTrial } from '../observed-trial.js';
import type { StudyOutline } from '../study-outline.js';

/** What a full run is divided by for the first rung by default: see docs/pruning.md for how it was chosen. */
const shareOfFirst = 12;

interface Resources {
  readonly minResource?: number | undefined;
  readonly maxResource?: number | undefined;
  readonly reductionFactor: number;
}

/**
 * The steps after which trials are judged: `minResource`, and each time `reductionFactor` times as many, below a full run. Of how
 * many steps that is comes from the options, the study, or else the longest complete trial; undefined where none of them
 * tells, unless `minResource` is given: then the rungs have no end, and those up to `step` are listed.
 */
export function rungsUntil(
  step: number,
  { minResource, maxResource, reductionFactor }: Resources,
  peers: readonly ObservedTrial[],
  outline: StudyOutline,
): readonly number[] | undefined {
  const full = maxResource ?? outline.steps ?? longest(peers);
  const first = minResource ?? (full && Math.max(1, Math.round(full / shareOfFirst)));
  if (first === undefined) return undefined;
  const rungs: number[] = [];
  for (let rung = first; rung < (full ?? step + 1); rung *= reductionFactor) rungs.push(rung);
  return rungs;
}

function longest(peers: readonly ObservedTrial[]): number | undefined {
  const lengths = peers.flatMap(({ state, reports = [] }) =>
    state === 'COMPLETE' ? (reports.at(-1)?.step ?? []) : [],
  );
  return lengths.length === 0 ? undefined : Math.max(...lengths);
}
