import { cellKinds } from '../../search-architecture/architecture-parameters.js';
import type { ResolvedSearch } from '../../search-architecture/resolve-search.js';
import { meanEntropy, probabilitiesOf, type SearchEpoch } from '../../search-architecture/search-epoch.js';
import { formatDuration } from './format-duration.js';

/** One line of progress: what an epoch of an architecture search has come to, as text or as JSON. */
export function renderSearchEpoch(epoch: SearchEpoch, { stages }: ResolvedSearch, json: boolean): string {
  const { stage, seconds, trainLoss, trainAccuracy, architectureLoss, latency, alphas } = epoch;
  const entropy = meanEntropy(alphas);
  if (json) {
    const { candidates, alphas: _, ...numbers } = epoch;
    return JSON.stringify({ type: 'search-epoch', ...numbers, entropy, leading: leadingOperators(epoch) });
  }
  const { epochs = 0, cells = 0 } = stages[stage - 1] ?? {};
  const leading = Object.entries(leadingOperators(epoch)).map(([kind, operators]) => {
    const counts = Object.entries(operators).sort(([, a], [, b]) => b - a);
    return `${kind}: ${counts.map(([name, edges]) => `${name} ${edges}`).join(', ')}`;
  });
  return [
    `stage ${stage}/${stages.length} (${cells} cells), epoch ${epoch.epoch}/${epochs}`,
    `loss ${trainLoss.toFixed(3)}, accuracy ${(100 * trainAccuracy).toFixed(1)} %`,
    ...(architectureLoss === undefined ? ['weights only'] : [`architecture loss ${architectureLoss.toFixed(3)}`]),
    ...(latency === undefined ? [] : [`${latency.toFixed(3)} ms expected`]),
    `entropy ${entropy.toFixed(3)}`,
    formatDuration(seconds),
    `leading ${leading.join('; ')}`,
  ].join('  ');
}

/** For each kind of cells: of how many edges an operator is the most probable. */
function leadingOperators({
  candidates,
  alphas,
}: SearchEpoch): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const probabilities = probabilitiesOf(alphas);
  return Object.fromEntries(
    cellKinds.map((kind) => {
      const counts: Record<string, number> = {};
      probabilities[kind].forEach((shares, row) => {
        const name = candidates[kind][row]?.[shares.indexOf(Math.max(...shares))];
        if (name) counts[name] = (counts[name] ?? 0) + 1;
      });
      return [kind, counts];
    }),
  );
}
