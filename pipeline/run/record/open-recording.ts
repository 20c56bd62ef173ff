import { UsageError } from '../../errors.js';
import type { Environment } from '../../report/environment.js';
import type { StoredStudy } from '../../store/stored-trial.js';
import type { StudyStore } from '../../store/study-store.js';
import type { Study } from '../../study/study.js';
import type { Claim } from './claim-study.js';
import { describeDifferences } from './describe-differences.js';
import { type RestoredTrial, restoreTrials } from './restore-trials.js';
import { readTimings, studyAttributes } from './study-attributes.js';
import { StudyRecorder } from './study-recorder.js';
import { type RequestListener, watchRequests } from './study-requests.js';
import { type RunFacts, settingDifferences, studySettings } from './study-settings.js';
import { trialAttributes } from './trial-attributes.js';

/** A study that this process conducts and records. */
export interface Recording {
  /** The storage as the user named it, without password. */
  readonly storage: string;
  readonly recorder: StudyRecorder;
  /** By number; empty where the study begins. */
  readonly restored: readonly RestoredTrial[];
  /**
   * Gives signs of life from now on.
   * @param onError told when the storage cannot be written any more, or another process has taken the study
   * @returns ends them; resolves when none is on its way
   */
  giveSigns(onError: (error: unknown) => void): () => Promise<void>;
  /** Listens to what other processes ask of the study from now on, not to what they have asked before. @returns as `giveSigns` */
  listen(listener: RequestListener): () => Promise<void>;
}

export interface RecordingRequest {
  readonly claim: Claim;
  readonly study: Study;
  /** Go on with the study that was found. */
  readonly resume: boolean;
  readonly facts: RunFacts;
  readonly versions: Environment['versions'];
  readonly onWarning: (message: string) => void;
}

/** How often a sign of life is given, in seconds; see `graceSeconds`. */
const signSeconds = 10;

/** What an attempt is failed with whose process is gone. */
const orphaned = 'the process that ran it has ended without a word';

/**
 * Begins the study in its storage, or goes on with it: attempts that nobody runs any more are failed then.
 * @throws UsageError where the study is not the one that was recorded, with every difference; StorageError
 */
export async function openRecording(request: RecordingRequest): Promise<Recording> {
  const { claim, study, resume, facts, versions } = request;
  const store = await claim.store();
  const settings = studySettings(study, facts);
  if (resume && !claim.found) {
    request.onWarning(`there is nothing to resume in storage \`${store.name}\`: study \`${study.name}\` begins`);
  }
  const resumed = resume ? claim.found : undefined;
  const restored = resumed ? await restore(request, store, resumed) : [];
  const stored =
    resumed ??
    (await claim.begin({
      name: study.name,
      directions: study.objectives.map(({ direction }) => direction),
      metricNames: study.objectives.map(({ metric }) => metric),
      systemAttributes: { [studyAttributes.settings]: settings },
    }));
  await store.setStudySystemAttribute(stored.id, studyAttributes.versions, { ...versions });
  for (const attribute of [studyAttributes.ended, studyAttributes.request, studyAttributes.paused]) {
    await store.setStudySystemAttribute(stored.id, attribute, null);
  }
  const recorder = new StudyRecorder(store, stored, study, restored);
  return {
    storage: store.name,
    recorder,
    restored,
    giveSigns: (onError) => giveSigns(claim, recorder, onError),
    listen: (listener) => watchRequests(store, stored, listener),
  };
}

async function restore(
  { study, facts, versions, onWarning }: RecordingRequest,
  store: StudyStore,
  stored: StoredStudy,
): Promise<readonly RestoredTrial[]> {
  const what = `study \`${study.name}\` in storage \`${store.name}\``;
  const { system } = await store.studyAttributes(stored.id);
  const differences = settingDifferences(system[studyAttributes.settings], studySettings(study, facts));
  if (differences.length > 0) {
    throw new UsageError(
      `${what} is not the one that this run describes:\n${describeDifferences(differences)}\n` +
        'resume it as it was, or begin anew with --overwrite or under another name',
    );
  }
  const changed = settingDifferences(system[studyAttributes.versions], { ...versions });
  if (changed.length > 0) {
    onWarning(`${what} goes on with other versions, which may give other numbers:\n${describeDifferences(changed)}`);
  }
  const attempts = await Promise.all(
    (await store.readOutlines(stored.id)).map(async (trial) => {
      if (trial.state !== 'RUNNING' || !(trialAttributes.number in trial.systemAttributes)) return trial;
      // By whom it was begun is known to be gone: this process holds the study.
      await store.finishTrial(trial.id, { state: 'FAIL', reason: orphaned });
      return store.readTrial(trial.id);
    }),
  );
  const { trials, foreign } = restoreTrials(attempts, study.retries, readTimings(system));
  if (foreign > 0) onWarning(`${what} has ${foreign} trial(s) of other programs, which are left out`);
  return trials;
}

function giveSigns(claim: Claim, recorder: StudyRecorder, onError: (error: unknown) => void): () => Promise<void> {
  let giving: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    giving = giving
      .then(async () => {
        await claim.renew();
        await recorder.heartbeat();
      })
      .catch((error: unknown) => {
        clearInterval(timer);
        onError(error);
      });
  }, signSeconds * 1000);
  return async () => {
    clearInterval(timer);
    await giving;
  };
}
