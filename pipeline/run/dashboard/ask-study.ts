import { z } from 'zod';
import { UsageError } from '../../errors.js';
import { spaceOf } from '../../report/report-data/describe-stored-study.js';
import type { JsonValue } from '../../store/json-value.js';
import { openStore } from '../../store/open-store.js';
import type { StoredStudy } from '../../store/stored-trial.js';
import type { StudyStore } from '../../store/study-store.js';
import { isParameterValue } from '../../store/system-attributes.js';
import { quoteValue } from '../../study/quote-value.js';
import { settingProblem } from '../../study/setting-problem.js';
import type { Parameter, Space } from '../../study/space.js';
import { parameterValueSchema } from '../../study/space-schema.js';
import type { Parameters } from '../../study/trial.js';
import { studyAttributes } from '../record/study-attributes.js';
import { type StudyRequest, studyRequests } from '../record/study-requests.js';
import { readRecordedSettings } from '../report/describe-recorded-study.js';
import type { AskableSpace } from './messages.js';
import type { StudyPlace } from './study-place.js';
import { studyState } from './study-state.js';

/** The bodies of what a page may ask for. */
export const requestBody = z.strictObject({ request: z.enum(studyRequests) });
export const trialBody = z.strictObject({ parameters: z.record(z.string(), parameterValueSchema) });

/** Asks the process that conducts the study for it. @throws UsageError where there is none; StorageError */
export async function askStudy(place: StudyPlace, request: StudyRequest): Promise<void> {
  await writing(place, async (store, study) => {
    const { system } = await store.studyAttributes(study.id);
    const state = studyState(system, Date.now());
    if (state === 'ended' || state === 'left' || state === 'shared') {
      throw new UsageError(`no process conducts study \`${study.name}\`, so nobody can ${request} it`);
    }
    await store.setStudySystemAttribute(study.id, studyAttributes.request, request);
  });
}

/**
 * Asks for a trial of these values, the others being the sampler's. It waits where nobody conducts the study.
 * @returns the number that it has in the storage
 * @throws UsageError where a value is not one of the space; StorageError
 */
export async function askForTrial(place: StudyPlace, parameters: Parameters): Promise<number> {
  return writing(place, async (store, study) => {
    const { system } = await store.studyAttributes(study.id);
    const space = readRecordedSettings(system)?.space ?? spaceOf(await store.readOutlines(study.id));
    const problem = settingProblem(searched(space), parameters);
    if (problem !== undefined) throw new UsageError(problem);
    return (await store.enqueueTrial(study.id, { fixed: parameters })).number;
  });
}

/** Without Optuna's categoricals of lists and nulls, which no page can ask for. */
const searched = (space: AskableSpace): Space =>
  Object.fromEntries(
    Object.entries(space).flatMap(([name, parameter]): [string, Parameter][] => {
      if (parameter.kind !== 'choice') return [[name, parameter]];
      const all: readonly JsonValue[] = parameter.choices;
      const choices = all.filter(isParameterValue);
      return choices.length > 0 ? [[name, { ...parameter, choices }]] : [];
    }),
  );

async function writing<T>(
  { name, storage }: StudyPlace,
  work: (store: StudyStore, study: StoredStudy) => Promise<T>,
): Promise<T> {
  const store = await openStore(storage, 'write');
  try {
    const study = await store.findStudy(name);
    if (!study) throw new UsageError(`storage \`${store.name}\` has no study named ${quoteValue(name)} any more`);
    return await work(store, study);
  } finally {
    await store.close();
  }
}
