import { z } from 'zod';
import type { StoredStudy, TrialId } from '../../store/stored-trial.js';
import type { StudyStore } from '../../store/study-store.js';
import { fixedParameters } from '../../store/system-attributes.js';
import type { AskedSetting } from '../setting-chooser.js';
import { studyAttributes } from './study-attributes.js';

/**
 * What another process may ask of the one that conducts a study, by an attribute of the study: to begin no trial, to go on, or to
 * end as if it was interrupted.
 */
export const studyRequests = ['pause', 'continue', 'stop'] as const;

export type StudyRequest = (typeof studyRequests)[number];

const requestSchema = z.enum(studyRequests);

/** How often the storage is looked at, in milliseconds: whoever presses a button waits no longer. */
const pauseBetweenLooks = 500;

export interface RequestListener {
  onRequest(request: StudyRequest): void;
  /** Told of each trial that waits in the storage, once, the first first. */
  onEnqueued(asked: AskedSetting): void;
  /** The storage cannot be read any more; no further look is taken. */
  onError(error: unknown): void;
}

/** Looks for what others ask of the study. @returns ends that; resolves when no look is under way */
export function watchRequests(store: StudyStore, study: StoredStudy, listener: RequestListener): () => Promise<void> {
  let before: StudyRequest | undefined;
  let last: TrialId | undefined;
  let looking: Promise<void> = Promise.resolve();
  let isOver = false;

  async function look(): Promise<void> {
    const { system } = await store.studyAttributes(study.id);
    const request = requestSchema.safeParse(system[studyAttributes.request]).data;
    const waiting = await store.waitingTrials(study.id, last);
    if (isOver) return;
    if (request !== undefined && request !== before) listener.onRequest(request);
    before = request;
    for (const trial of waiting) {
      last = trial.id;
      listener.onEnqueued({ parameters: fixedParameters(trial), trial: trial.id });
    }
  }

  let timer: NodeJS.Timeout | undefined;
  const next = () => {
    looking = look().then(
      () => {
        if (!isOver) timer = setTimeout(next, pauseBetweenLooks);
      },
      (error: unknown) => {
        if (!isOver) listener.onError(error);
      },
    );
  };
  next();
  return async () => {
    isOver = true;
    clearTimeout(timer);
    await looking;
  };
}
