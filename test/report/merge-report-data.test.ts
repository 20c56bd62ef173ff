import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeReportData } from '../../pipeline/report/report-data/make-report-data.js';
import { mergeReportData } from '../../pipeline/report/report-data/merge-report-data.js';
import type { ReportData } from '../../pipeline/report/report-data/report-data.js';
import { parseUpdateJson, renderReportJson } from '../../pipeline/report/report-data/report-json.js';
import { decodeFronts, encodeFronts, orderUpdate } from '../../pipeline/report/report-data/report-update.js';
import type { DescribedTrial, StudyDescription } from '../../pipeline/report/report-data/study-description.js';
import { describedStudy, describedTrial } from './described-study.js';

/** What a reader sees: every trial with the texts and numbers of its columns. The order of a column's texts is nobody's concern. */
const seen = ({ trials, columns, curves, initialisation, constraints, status }: ReportData) => ({
  status,
  initialisation,
  constraints,
  curves,
  columns: columns.map(({ key, name, group }) => ({ key, name, group })).sort((a, b) => (a.key < b.key ? -1 : 1)),
  trials: trials.map((trial, place) => ({
    ...trial,
    cells: Object.fromEntries(
      columns.flatMap((column) => {
        const value = column.values[place] ?? null;
        return value === null ? [] : [[column.key, column.kind === 'text' ? column.texts[value] : String(value)]];
      }),
    ),
  })),
});

const study = describedStudy(1);
const make = (trials: readonly DescribedTrial[], status: string) =>
  makeReportData({ ...study, status, trials } satisfies StudyDescription);

/** A trial in some state of its life; with what a user has noted of it, which may be a number here and a text there. */
const anyTrial = (number: number) =>
  fc
    .record({
      state: fc.constantFrom('RUNNING', 'COMPLETE', 'FAIL'),
      epochs: fc.nat(4),
      note: fc.option(fc.oneof(fc.integer(), fc.string(), fc.boolean()), { nil: undefined }),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ state, epochs, note, score }): DescribedTrial => {
      const trial = describedTrial(number, 3);
      return {
        ...trial,
        state: state as DescribedTrial['state'],
        feasible: state === 'COMPLETE',
        front: undefined,
        metrics: state === 'COMPLETE' ? { 'validation.accuracy': score, [`extra.${number % 3}`]: score / 2 } : {},
        constraints: number % 4 === 0 ? [score - 0.5] : [],
        attributes: note === undefined ? {} : { note },
        curve: trial.curve.slice(0, epochs),
      };
    });

/** Complete ones by score, the others behind them by number; fronts count the complete ones. */
function ranked(trials: readonly DescribedTrial[]): readonly DescribedTrial[] {
  const score = (trial: DescribedTrial) => trial.metrics['validation.accuracy'] ?? -1;
  return [...trials]
    .sort((a, b) => score(b) - score(a) || a.number - b.number)
    .map((trial, place) => (trial.state === 'COMPLETE' ? { ...trial, front: place + 1 } : trial));
}

const places = (trials: readonly DescribedTrial[]) =>
  trials.map(({ number, front }) => ({ number, front: front ?? null }));

describe('an update of a report', () => {
  it('gives, merged, what a report made anew would be', () => {
    const anyTrials = fc
      .tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 4 }))
      .chain(([known, added]) =>
        fc.record({
          before: fc.tuple(...Array.from({ length: known }, (_, number) => anyTrial(number))),
          after: fc.tuple(...Array.from({ length: known + added }, (_, number) => anyTrial(number))),
          isChanged: fc.array(fc.boolean(), { minLength: known, maxLength: known }),
        }),
      );
    fc.assert(
      fc.property(anyTrials, ({ before, after, isChanged }) => {
        const earlier = ranked(before);
        const now = ranked(after.map((trial, i) => (isChanged[i] === false ? (before[i] ?? trial) : trial)));
        const changed = now.filter(({ number }) => isChanged[number] !== false);
        const order = orderUpdate(
          earlier.map(({ number }) => number),
          places(now),
        );
        const update = { changed: make(changed, 'later'), order };
        const merged = mergeReportData(make(earlier, 'before'), parseUpdateJson(renderReportJson(update)));
        const anew = make(now, 'later');
        // Columns that no trial has any more stay: a reader may look at them.
        const kept = anew.columns.map(({ key }) => key);
        const columns = merged.columns.filter(({ key }) => kept.includes(key));
        const constraints = merged.constraints.filter((one) => columns.some(({ key }) => key === one.column));
        expect(seen({ ...merged, columns, constraints })).toEqual(seen(anew));
      }),
      { numRuns: 100 },
    );
  });

  it('leaves the ranking as it is where it says nothing of it, with new trials at the end', () => {
    const trials = ranked([0, 1, 2].map((number) => describedTrial(number, 3)));
    const running: DescribedTrial = { ...describedTrial(7, 3), state: 'RUNNING', metrics: {}, feasible: false };
    const merged = mergeReportData(make(trials, ''), { changed: make([running], '') });
    expect(merged.trials.map(({ number }) => number)).toEqual([...trials.map(({ number }) => number), 7]);
    expect(merged.trials.map(({ front }) => front)).toEqual([1, 2, 3, null]);
    expect(merged.columns.every(({ values }) => values.length === 4)).toBe(true);
  });

  it('tells a ranking by its new part, and 10,000 fronts in a few numbers', () => {
    const update = orderUpdate(
      [4, 2, 7],
      [4, 7, 2, 9].map((number, place) => ({ number, front: place < 2 ? 1 : null })),
    );
    expect(update).toEqual({
      from: 1,
      numbers: [7, 2, 9],
      fronts: [
        [1, 1],
        [0, 1],
        [null, 2],
      ],
    });
    const distinct = Array.from({ length: 10_000 }, (_, place) => (place < 9000 ? place + 1 : null));
    expect(encodeFronts(distinct)).toEqual([
      [1, 9000],
      [null, 1000],
    ]);
    const anyFronts = fc.array(fc.option(fc.nat(50)), { maxLength: 40 });
    fc.assert(
      fc.property(anyFronts, (fronts) => {
        expect(decodeFronts(encodeFronts(fronts))).toEqual(fronts);
      }),
    );
  });
});
