import type { ReportData } from './report-data.js';

/** What is new of a study that goes on, for whoever has its report already. Only of trials themselves, not of their variants. */
export interface ReportUpdate {
  /** The study as if it had the changed trials only; what it says of the study as a whole is what is true now. */
  readonly changed: ReportData;
  /** Where trials have other places than before. Without it all keep theirs, and new ones come last. */
  readonly order?: ReportOrder;
}

/** The ranking from one of its places on. */
export interface ReportOrder {
  /** Places before this one are as they were. */
  readonly from: number;
  /** Numbers of the trials from there on. */
  readonly numbers: readonly number[];
  /** The fronts of all trials in the new order, see `encodeFronts`. */
  readonly fronts: FrontRuns;
}

/** By how much the front is larger than that of the trial before, for so many trials; null: they have none. */
export type FrontRuns = readonly (readonly [step: number | null, trials: number])[];

/** Fronts grow along the ranking, mostly by nothing or by one: 10,000 of them are a few runs. */
export function encodeFronts(fronts: readonly (number | null)[]): FrontRuns {
  const runs: [number | null, number][] = [];
  let before = 0;
  for (const front of fronts) {
    const step = front === null ? null : front - before;
    before = front ?? before;
    const last = runs.at(-1);
    if (last?.[0] === step) last[1] += 1;
    else runs.push([step, 1]);
  }
  return runs;
}

export function decodeFronts(runs: FrontRuns): readonly (number | null)[] {
  let before = 0;
  return runs.flatMap(([step, trials]) =>
    Array.from({ length: trials }, () => {
      if (step === null) return null;
      before += step;
      return before;
    }),
  );
}

/** What must be told of a ranking to whoever knows the one before. */
export function orderUpdate(
  before: readonly number[],
  after: readonly { readonly number: number; readonly front: number | null }[],
): ReportOrder {
  const numbers = after.map(({ number }) => number);
  const different = numbers.findIndex((number, place) => number !== before[place]);
  const from = different < 0 ? numbers.length : different;
  return { from, numbers: numbers.slice(from), fronts: encodeFronts(after.map(({ front }) => front)) };
}
