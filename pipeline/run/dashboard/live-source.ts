import { rankTrials } from '../../rank/rank-trials.js';
import {
  describeStoredTrials,
  rankStored,
  type StudyFacts,
  spaceOf,
} from '../../report/report-data/describe-stored-study.js';
import type { StudyDescription } from '../../report/report-data/study-description.js';
import type { Distribution, StoredTrial } from '../../store/stored-trial.js';
import type { TrialRecord } from '../../study/trial.js';
import { type Attempts, groupAttempts, trialNumber } from '../record/restore-trials.js';
import { readTimings } from '../record/study-attributes.js';
import { describeRecordedTrials, type RecordedStudy } from '../report/describe-recorded-study.js';
import { recordedTrial } from '../report/recorded-trial.js';
import type { AskableSpace } from './messages.js';

export interface RankedPlace {
  readonly number: number;
  readonly front: number | null;
}

/** The trials of a study as they were last read, in the terms of its report. */
export interface LiveSource {
  /** Takes in what has been read anew. @returns the numbers of the report's trials that have changed */
  take(changed: readonly StoredTrial[]): readonly number[];
  /** The study as if it had these trials only. */
  describe(numbers: readonly number[]): StudyDescription;
  describeAll(): StudyDescription;
  /** All trials, best first. */
  rank(): readonly RankedPlace[];
  /** What may be asked for. */
  readonly space: AskableSpace;
}

/** Of a study of `ortune tune`, whose trials may take several attempts. */
export function recordedSource(study: () => RecordedStudy): LiveSource {
  const attempts = new Map<number, Attempts<StoredTrial>>();
  const records = new Map<number, TrialRecord>();
  let timings = readTimings({});

  const attemptsAt = (numbers: Iterable<number>) => [...numbers].flatMap((number) => attempts.get(number) ?? []);

  return {
    take(changed) {
      const { system, settings } = study();
      const timed = readTimings(system);
      const numbers = new Set([...timed.keys()].filter((number) => !timings.has(number)));
      timings = timed;
      for (const trial of changed) {
        const number = trialNumber(trial);
        if (number === undefined) continue;
        numbers.add(number);
        const known: readonly StoredTrial[] = attempts.get(number) ?? [];
        const others = known.filter(({ id }) => id !== trial.id);
        const [grouped] = groupAttempts([...others, trial].sort((a, b) => a.number - b.number)).values();
        if (grouped) attempts.set(number, grouped);
      }
      for (const number of numbers) {
        const own = attempts.get(number);
        if (own) records.set(number, recordedTrial(number, own, settings.objectives, timings.get(number)));
      }
      return [...numbers].filter((number) => records.has(number));
    },
    describe: (numbers) => describeRecordedTrials(study(), attemptsAt(numbers)),
    describeAll: () => describeRecordedTrials(study(), attemptsAt(attempts.keys())),
    rank() {
      const { objectives, constraints } = study().settings;
      return rankTrials([...records.values()], objectives, constraints).map(({ trial, paretoRank }) => ({
        number: trial.number,
        front: paretoRank ?? null,
      }));
    },
    get space() {
      return study().settings.space;
    },
  };
}

/** Of any other study of a storage. */
export function storedSource(study: () => StudyFacts): LiveSource {
  const trials = new Map<number, StoredTrial>();
  let space: Readonly<Record<string, Distribution>> = {};
  const all = () => [...trials.values()].sort((a, b) => a.number - b.number);
  return {
    take(changed) {
      space = spaceOf(changed, space);
      for (const trial of changed) trials.set(trial.number, trial);
      return changed.map(({ number }) => number);
    },
    describe: (numbers) =>
      describeStoredTrials(
        study(),
        numbers.flatMap((number) => trials.get(number) ?? []),
      ),
    describeAll: () => describeStoredTrials(study(), all()),
    rank: () =>
      rankStored(all(), study().directions).map(({ trial, front }) => ({ number: trial.number, front: front ?? null })),
    get space() {
      return space;
    },
  };
}
