import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ObservedTrial, Report } from '../../pipeline/search/observed-trial.js';
import type { Pruner } from '../../pipeline/search/pruner.js';
import type { StudyOutline } from '../../pipeline/search/study-outline.js';
import { anyTrials } from '../search/pruners/any-trials.js';

const anyOutline: fc.Arbitrary<StudyOutline> = fc.constantFrom(
  {},
  { steps: 30 },
  { steps: 27, seed: 3, trials: 20, directions: ['maximize', 'minimize'] },
);

const anyStudy = fc
  .integer({ min: 1, max: 3 })
  .chain((objectives) => fc.tuple(anyTrials(objectives), anyOutline))
  .map(([trials, outline]) => ({ trial: trials.at(-1) ?? waiting, peers: trials.slice(0, -1), outline }));

const waiting: ObservedTrial = { number: 0, state: 'WAITING', parameters: {}, losses: [] };

/**
 * What every pruner owes the conductor. It may be run on anyone's own pruner:
 * `prunerContract('mine', () => myPruner.create({}), { comparesTrials: true })`.
 * @param comparesTrials whether trials end only for being worse than others; then the best so far must never end
 */
export function prunerContract(
  name: string,
  create: () => Pruner,
  { comparesTrials }: { readonly comparesTrials: boolean },
): void {
  describe(`pruner ${name}`, () => {
    const pruner = create();

    it('judges any trial of any history, with one line that begins with its name', () => {
      fc.assert(
        fc.property(anyStudy, ({ trial, peers, outline }) => {
          const reason = pruner.shouldPrune(trial, peers, outline);
          if (reason !== undefined) expect(reason).toMatch(new RegExp(`^${name}: \\S.*$`));
        }),
      );
    });

    it('gives the same answer for the same trials, and leaves them alone', () => {
      fc.assert(
        fc.property(anyStudy, ({ trial, peers, outline }) => {
          const before = structuredClone({ trial, peers });
          const reason = pruner.shouldPrune(trial, peers, outline);
          expect({ trial, peers }).toEqual(before);
          expect(pruner.shouldPrune(trial, peers, outline)).toBe(reason);
          expect(create().shouldPrune(trial, peers, outline)).toBe(reason);
        }),
      );
    });

    it('does not count the trial among its own peers, in whatever version of it', () => {
      fc.assert(
        fc.property(anyStudy, ({ trial, peers, outline }) => {
          const reason = pruner.shouldPrune(trial, peers, outline);
          const earlier = { ...trial, reports: trial.reports?.slice(0, 1) ?? [] };
          expect(pruner.shouldPrune(trial, [...peers, trial], outline)).toBe(reason);
          expect(pruner.shouldPrune(trial, [...peers, earlier], outline)).toBe(reason);
        }),
        { numRuns: 50 },
      );
    });

    it('lets a trial go on that has said nothing, or has taken its last step', () => {
      fc.assert(
        fc.property(anyStudy, ({ trial, peers, outline }) => {
          const { reports = [], ...silent } = trial;
          expect(pruner.shouldPrune(silent, peers, outline)).toBeUndefined();
          const steps = reports.at(-1)?.step ?? 1;
          expect(pruner.shouldPrune(trial, peers, { ...outline, steps })).toBeUndefined();
        }),
        { numRuns: 50 },
      );
    });

    if (comparesTrials) {
      it('never ends a trial that no other has bettered in anything', () => {
        fc.assert(
          fc.property(anyStudy, fc.double({ min: 0, max: 1, noNaN: true }), ({ trial, peers, outline }, margin) => {
            const best = { ...trial, reports: (trial.reports ?? []).map((report) => bettered(report, peers, margin)) };
            expect(pruner.shouldPrune(best, peers, outline)).toBeUndefined();
          }),
        );
      });
    }

    it('names itself and its options as plain data', () => {
      expect(pruner.name).toBe(name);
      expect(JSON.parse(JSON.stringify(pruner.options))).toEqual(pruner.options);
    });
  });
}

/** The report with the least loss of all peers in every objective, or a little less. */
function bettered({ step, losses }: Report, peers: readonly ObservedTrial[], margin: number): Report {
  return {
    step,
    losses: losses.map((_, objective) => {
      const others = peers.flatMap(({ reports = [] }) => reports.map((report) => report.losses[objective] ?? 0));
      return Math.min(0, ...others.filter((loss) => !Number.isNaN(loss))) - margin;
    }),
  };
}
