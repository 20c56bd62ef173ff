import { type JudgedStudy, latencyPercentile, latencyTies } from '../../rank/latency-ties.js';
import type { Attributes } from '../../store/json-value.js';
import type { TrialRecord } from '../../study/trial.js';
import { joinWords } from './join-words.js';
import { latencyAttributeNames } from './latency-columns.js';

/** What there is to say of each trial's latency beside its value: its group, whom it is tied with there, what disturbed it. */
export function latencyAttributes(trials: readonly TrialRecord[], study: JudgedStudy): readonly Attributes[] {
  const { group: groupName, ties: tiesName, disturbed: disturbedName } = latencyAttributeNames;
  const percentile = latencyPercentile(study);
  const groups = latencyTies(trials, percentile);
  const labels = trials.map(({ number, variant }) => (variant === undefined ? String(number) : `${number} ${variant}`));
  const members = new Map<number, string[]>();
  groups.forEach((group, index) => {
    if (group === undefined) return;
    const known = members.get(group);
    if (known) known.push(labels[index] ?? '');
    else members.set(group, [labels[index] ?? '']);
  });
  return trials.map(({ timing }, index) => {
    const group = groups[index];
    const others = (group === undefined ? undefined : members.get(group)) ?? [];
    return {
      ...(group !== undefined && { [groupName]: group }),
      ...(others.length > 1 && { [tiesName]: `${percentile} tied with ${nameOthers(others, labels[index] ?? '')}` }),
      ...(timing && timing.disturbances.length > 0 && { [disturbedName]: timing.disturbances.join('; ') }),
    };
  });
}

/** More are counted. */
const mostNamed = 3;

/** `3`, `3, 5 and 8`, `3, 5, 8 and 7 others`: numbers of trials. */
function nameOthers(group: readonly string[], own: string): string {
  const others = group.length - 1;
  const named = group
    .slice(0, mostNamed + 1)
    .filter((label) => label !== own)
    .slice(0, mostNamed);
  const more = others - named.length;
  const words = more > 0 ? [...named, `${more} other${more === 1 ? '' : 's'}`] : named;
  return joinWords(words);
}
