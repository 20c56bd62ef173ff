import { createLogUpdate } from 'log-update';
import type { ResolvedSearch } from '../../search-architecture/resolve-search.js';
import type { SearchEpoch, SearchProgress } from '../../search-architecture/search-epoch.js';
import type { DisplayName } from './choose-display.js';
import { cutLine } from './cut-line.js';
import { renderSearchEpoch, renderSearchProgress } from './render-search-epoch.js';

/** Shows an architecture search. */
export interface SearchRenderer {
  /** The epoch that runs: a line that is redrawn, where there is a terminal. */
  step(progress: SearchProgress): void;
  epoch(epoch: SearchEpoch): void;
  /** A line of text, which is no result and goes where errors go. */
  say(line: string): void;
  /** Nothing half drawn is left. */
  close(): void;
}

/** Of the line, in milliseconds. */
const redrawEvery = 250;

export function openSearchRenderer(
  display: DisplayName,
  search: ResolvedSearch,
  { stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>,
): SearchRenderer {
  const draw = createLogUpdate(stdout);
  const clear = () => {
    if (display === 'live') draw.clear();
  };
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    step(progress) {
      if (display !== 'live' || performance.now() - drawnAt < redrawEvery) return;
      drawnAt = performance.now();
      draw(cutLine(renderSearchProgress(progress, search), stdout.columns ?? 80));
    },
    epoch(epoch) {
      if (display === 'quiet') return;
      clear();
      stdout.write(`${renderSearchEpoch(epoch, search, display === 'json')}\n`);
    },
    say(line) {
      clear();
      stderr.write(`${line}\n`);
    },
    close() {
      clear();
      if (display === 'live') draw.done();
    },
  };
}
