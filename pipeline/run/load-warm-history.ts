import { fileURLToPath } from 'node:url';
import { readStudyJson } from '../report/read-study-json.js';
import { type WarmHistory, warmHistory } from '../search/warm-history.js';
import type { Study } from '../study/study.js';
import type { EarlierTrial } from '../study/study-controls.js';
import type { TrialRecord } from '../study/trial.js';
import { waitingTrial } from './trial-life-cycle.js';

/** What a study's `warmStart` holds; undefined without one. @throws StudyFileError where the earlier report cannot be read */
export async function loadWarmHistory(study: Study): Promise<WarmHistory | undefined> {
  const { warmStart } = study;
  if (warmStart === undefined) return undefined;
  if (typeof warmStart !== 'string' && !(warmStart instanceof URL)) {
    return warmHistory(
      study,
      'a list of trials',
      warmStart.map((given, number) => recordOf(study, given, number)),
    );
  }
  const place = warmStart instanceof URL ? fileURLToPath(warmStart) : warmStart;
  return warmHistory(study, place, (await readStudyJson(place)).trials);
}

function recordOf({ objectives }: Study, { parameters, values }: EarlierTrial, number: number): TrialRecord {
  const metrics = Object.fromEntries(objectives.map(({ metric }, i) => [metric, values[i] ?? Number.NaN]));
  return { ...waitingTrial(number, parameters), state: 'COMPLETE', metrics };
}
