import { z } from 'zod';
import { rankTrials } from '../../rank/rank-trials.js';
import {
  describeToldStudy,
  optionsText,
  settingsFacts,
  type TrialTime,
} from '../../report/report-data/describe-study-json.js';
import type { StudyDescription } from '../../report/report-data/study-description.js';
import { endReasonSchema, settingsShape } from '../../report/study-json.js';
import type { Attributes } from '../../store/json-value.js';
import type { StoredTrial, StudySummary } from '../../store/stored-trial.js';
import type { StudyReader } from '../../store/study-store.js';
import { groupAttempts, trialNumber } from '../record/restore-trials.js';
import { readTimings, studyAttributes } from '../record/study-attributes.js';
import { recordedTrial } from './recorded-trial.js';

const settingsSchema = z.object(settingsShape);

export type RecordedSettings = z.output<typeof settingsSchema>;

/** What a study that `ortune tune` has recorded says of itself. */
export interface RecordedStudy {
  readonly name: string;
  /** The storage, without password. */
  readonly place: string;
  readonly system: Attributes;
  readonly settings: RecordedSettings;
}

/** What `ortune tune` has recorded of a study by its system attributes; undefined of any other study. */
export const readRecordedSettings = (system: Attributes): RecordedSettings | undefined =>
  settingsSchema.safeParse(system[studyAttributes.settings]).data;

/** A study that `ortune tune` has recorded; undefined of any other. */
export async function describeRecordedStudy(
  store: StudyReader,
  { id, name }: StudySummary,
): Promise<StudyDescription | undefined> {
  const { system } = await store.studyAttributes(id);
  const settings = readRecordedSettings(system);
  if (!settings) return undefined;
  return describeRecordedTrials({ name, place: store.name, system, settings }, await store.readTrials(id));
}

/** The study as if it had only the trials given, each with all of its attempts. */
export function describeRecordedTrials(study: RecordedStudy, stored: readonly StoredTrial[]): StudyDescription {
  const { name, place, system, settings } = study;
  const { objectives, constraints } = settings;
  const timings = readTimings(system);
  const trials = [...groupAttempts(stored)].map(([number, attempts]) =>
    recordedTrial(number, attempts, objectives, timings.get(number)),
  );
  const versions = z.record(z.string(), z.string()).safeParse(system[studyAttributes.versions]).data;
  return describeToldStudy({
    ...settings,
    name,
    place,
    ended: endReasonSchema.safeParse(system[studyAttributes.ended]).data,
    facts: [...settingsFacts(settings), ...(versions ? [{ label: 'versions', value: optionsText(versions) }] : [])],
    trials: rankTrials(trials, objectives, constraints).map(({ trial, ...place }) => ({ ...trial, ...place })),
    times: trialTimes(stored),
    tables: [],
    files: [],
  });
}

/** Of the last attempt at each trial, by the number of the trial in its study. */
export function trialTimes(stored: readonly StoredTrial[]): ReadonlyMap<number, TrialTime> {
  return new Map(
    stored.flatMap((trial): [number, TrialTime][] => {
      const number = trialNumber(trial);
      return number === undefined ? [] : [[number, { started: trial.started, finished: trial.finished }]];
    }),
  );
}
