import { cellKinds } from '../../search-architecture/architecture-parameters.js';
import type { ResolvedSearch } from '../../search-architecture/resolve-search.js';
import {
  meanEntropy,
  probabilitiesOf,
  type SearchEpoch,
  type SearchMeans,
  type SearchProgress,
} from '../../search-architecture/search-epoch.js';
import { formatDuration } from './format-duration.js';

/**
 * What an epoch of an architecture search has come to: a line of JSON; or one of text, and where operators compete already, a second one
 * with those that lead.
 */
export function renderSearchEpoch(epoch: SearchEpoch, search: ResolvedSearch, json: boolean): string {
  const { seconds, latency, alphas } = epoch;
  const entropy = meanEntropy(alphas);
  if (json) {
    const { candidates, alphas: _, ...numbers } = epoch;
    return JSON.stringify({ type: 'search-epoch', ...numbers, entropy, leading: leadingOperators(epoch) });
  }
  const leading = Object.entries(leadingOperators(epoch)).flatMap(([kind, operators]) => {
    const counts = Object.entries(operators).sort(([, a], [, b]) => b - a);
    return counts.length === 0 ? [] : `${kind}: ${counts.map(([name, edges]) => `${name} ${edges}`).join(', ')}`;
  });
  const numbers = [
    place(epoch, search),
    ...means(epoch),
    ...(latency === undefined ? [] : [`${latency.toFixed(3)} ms expected`]),
    `entropy ${entropy.toFixed(3)}`,
    formatDuration(seconds),
  ].join('  ');
  return [numbers, ...(leading.length > 0 ? [`  leading  ${leading.join('; ')}`] : [])].join('\n');
}

/** An epoch that runs, in one line. */
export function renderSearchProgress(progress: SearchProgress, search: ResolvedSearch): string {
  const { step, steps, seconds } = progress;
  const left = (seconds * (steps - step)) / step;
  return [
    `${place(progress, search)}, step ${step}/${steps}`,
    // Before what a narrow terminal cuts.
    `${formatDuration(seconds)}, about ${formatDuration(left)} left`,
    ...means(progress),
  ].join('  ');
}

function place({ stage, epoch }: SearchMeans, { stages }: ResolvedSearch): string {
  const { epochs = 0, cells = 0 } = stages[stage - 1] ?? {};
  return `stage ${stage}/${stages.length} (${cells} cells), epoch ${epoch}/${epochs}`;
}

const means = ({ trainLoss, trainAccuracy, architectureLoss }: SearchMeans): readonly string[] => [
  `loss ${trainLoss.toFixed(3)}, accuracy ${(100 * trainAccuracy).toFixed(1)} %`,
  architectureLoss === undefined ? 'weights only' : `architecture loss ${architectureLoss.toFixed(3)}`,
];

/** For each kind of cells: of how many edges an operator is more probable than all others. */
function leadingOperators({
  candidates,
  alphas,
}: SearchEpoch): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const probabilities = probabilitiesOf(alphas);
  return Object.fromEntries(
    cellKinds.map((kind) => {
      const counts: Record<string, number> = {};
      probabilities[kind].forEach((shares, row) => {
        const most = shares.indexOf(Math.max(...shares));
        const name = candidates[kind][row]?.[most];
        // Before operators compete all are equal.
        if (name && shares.lastIndexOf(shares[most] ?? 0) === most) counts[name] = (counts[name] ?? 0) + 1;
      });
      return [kind, counts];
    }),
  );
}
