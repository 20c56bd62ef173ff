import { renderCsv } from '../../pipeline/report/render-csv.js';
import { textTable } from '../text-table.js';
import { ends, type ModelOutcome } from './measure-model.js';
import { reasonOf } from './reason-of.js';

/** How many models of each kind came how far, and why the others did not. */
export function renderOutcomes(outcomes: readonly ModelOutcome[]): string {
  const kinds = [...new Set(outcomes.map(({ kind }) => kind))];
  const rows = [...kinds, 'all'].map((kind) => {
    const own = outcomes.filter((outcome) => kind === 'all' || outcome.kind === kind);
    const measured = own.filter(({ end }) => end === 'measured');
    const onRandom = measured.filter(({ fedWith }) => fedWith === 'random inputs');
    return [
      kind,
      own.length,
      ...ends.map((end) => own.filter((outcome) => outcome.end === end).length),
      onRandom.length,
    ].map(String);
  });
  return [
    textTable([['models', 'n', ...ends, 'of those measured, on random inputs'], ...rows]),
    textTable([['why not', 'reason', 'n'], ...countReasons(outcomes)], 2),
  ].join('\n\n');
}

function countReasons(outcomes: readonly ModelOutcome[]): readonly (readonly string[])[] {
  const counts = new Map<string, { readonly end: string; readonly reason: string; count: number }>();
  for (const { end, reason } of outcomes) {
    if (end === 'measured') continue;
    const common = reasonOf(reason);
    const key = `${end} ${common}`;
    const known = counts.get(key) ?? { end, reason: common, count: 0 };
    known.count++;
    counts.set(key, known);
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count || a.reason.localeCompare(b.reason))
    .map(({ end, reason, count }) => [end, reason, String(count)]);
}

export function renderOutcomesCsv(outcomes: readonly ModelOutcome[]): Promise<string> {
  return renderCsv(
    ['kind', 'model', 'end', 'fed_with', 'latency_p50_ms', 'reason'],
    outcomes.map(({ kind, name, end, fedWith, p50, reason }) => [kind, name, end, fedWith, p50, reason]),
  );
}
