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
import type { StoredTrial, StudySummary } from '../../store/stored-trial.js';
import type { StudyReader } from '../../store/study-store.js';
import { restoreTrials } from '../record/restore-trials.js';
import { readTimings, studyAttributes } from '../record/study-attributes.js';
import { trialAttributes, wholeNumber } from '../record/trial-attributes.js';
import { started } from '../trial-life-cycle.js';

const settingsSchema = z.object(settingsShape);

/** A study that `ortune tune` has recorded; undefined of any other. */
export async function describeRecordedStudy(
  store: StudyReader,
  study: StudySummary,
): Promise<StudyDescription | undefined> {
  const { system } = await store.studyAttributes(study.id);
  const settings = settingsSchema.safeParse(system[studyAttributes.settings]).data;
  if (!settings) return undefined;
  const stored = await store.readTrials(study.id);
  const running = new Set(stored.filter(({ state }) => state === 'RUNNING').map(numberOf));
  // Retries are for whoever runs the study: here a trial is what its last attempt says.
  const restored = restoreTrials(stored, 0, readTimings(system)).trials.map(({ record }) =>
    record.state === 'WAITING' && running.has(record.number) ? started(record) : record,
  );
  const ranked = rankTrials(restored, settings.objectives, settings.constraints);
  const versions = z.record(z.string(), z.string()).safeParse(system[studyAttributes.versions]).data;
  return describeToldStudy({
    ...settings,
    name: study.name,
    place: store.name,
    ended: endReasonSchema.safeParse(system[studyAttributes.ended]).data,
    facts: [...settingsFacts(settings), ...(versions ? [{ label: 'versions', value: optionsText(versions) }] : [])],
    trials: ranked.map(({ trial, ...place }) => ({ ...trial, ...place })),
    times: trialTimes(stored),
    tables: [],
    files: [],
  });
}

const numberOf = (trial: StoredTrial) => wholeNumber(trial.systemAttributes[trialAttributes.number]);

/** Of the last attempt at each trial, by the number of the trial in its study. */
export function trialTimes(stored: readonly StoredTrial[]): ReadonlyMap<number, TrialTime> {
  return new Map(
    stored.flatMap((trial): [number, TrialTime][] => {
      const number = numberOf(trial);
      return number === undefined ? [] : [[number, { started: trial.started, finished: trial.finished }]];
    }),
  );
}
