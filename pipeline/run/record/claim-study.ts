import { stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { StorageError, UsageError } from '../../errors.js';
import { openStore } from '../../store/open-store.js';
import { parseStorageLocation } from '../../store/storage-location.js';
import type { StoredStudy, StudySummary } from '../../store/stored-trial.js';
import type { HeldStudy, NewStudy, StudyHolder, StudyStore } from '../../store/study-store.js';
import { studyAttributes } from './study-attributes.js';
import { isGone, thisProcess } from './this-process.js';

/** What is to become of a study of the same name that the storage has already. */
export type Existing =
  /** Of one that has ended in the report folder's own storage a new one takes the place; any other is an error. */
  'replace-ended' | 'resume' | 'overwrite';

export interface RecordingPlace {
  /** The name of the study. */
  readonly name: string;
  readonly storage: string;
  /** The storage is the report folder's own, in which nothing but the last run of the study is. */
  readonly isOwn: boolean;
  readonly existing: Existing;
}

/** A storage in which this process, and no other, may conduct the study. */
export interface Claim {
  /** The study as it was found. */
  readonly found: StoredStudy | undefined;
  /** Makes the study; it takes the place of the one that was found. */
  begin(study: NewStudy): Promise<StoredStudy>;
  /** Opens the storage where it is not open yet. */
  store(): Promise<StudyStore>;
  /** A sign of life. @throws StorageError where another process has taken the study */
  renew(): Promise<void>;
  /** Gives the study back and closes the storage. */
  close(): Promise<void>;
}

/** A holder that is silent for so long has lost the study: longer than any suggestion or report keeps it from its timers. */
const graceSeconds = 60;

/**
 * Claims the study for this process. Nothing is written to the storage where it has no such study, and a file that is not there
 * is not made before it is needed.
 * @throws UsageError where `existing` does not allow to go on with what is there; StorageError, also where another process
 * conducts the study
 */
export async function claimStudy(place: RecordingPlace): Promise<Claim> {
  const holder = thisProcess();
  let store: StudyStore | undefined;
  let held: StoredStudy | undefined;
  const open = async () => {
    store ??= await openStore(place.storage, 'create');
    return store;
  };
  const claim: Claim = {
    get found() {
      return found;
    },
    async begin(study) {
      const store = await open();
      if (found) await store.deleteStudy(found.id);
      held = await store.createStudy(study);
      await hold(store, held, holder);
      return held;
    },
    store: open,
    async renew() {
      if (store && held) await renewHold(store, held, holder);
    },
    async close() {
      // Where that fails something else has gone wrong before, of which the user must hear; whoever resumes sees that this
      // process is gone.
      if (store && held) await store.releaseStudy(held.id, holder).catch(() => undefined);
      await store?.close();
    },
  };
  const found = (await isThere(place.storage)) ? await (await open()).findStudy(place.name) : undefined;
  try {
    if (found) {
      await checkExisting(await open(), found, place);
      await hold(await open(), found, holder);
      held = found;
    }
    return claim;
  } catch (error) {
    await claim.close();
    throw error;
  }
}

/** Whether there is a storage; of a server that is only known when it is opened. */
async function isThere(storage: string): Promise<boolean> {
  const { dialect, place } = parseStorageLocation(storage);
  return (
    dialect !== 'sqlite' ||
    (await stat(place).then(
      () => true,
      () => false,
    ))
  );
}

async function checkExisting(
  store: StudyStore,
  found: StoredStudy,
  { existing, isOwn }: RecordingPlace,
): Promise<void> {
  const { system } = await store.studyAttributes(found.id);
  const isOurs = studyAttributes.settings in system;
  if (existing === 'overwrite') return;
  const what = `study \`${found.name}\` in storage \`${store.name}\``;
  if (existing === 'resume') {
    if (isOurs) return;
    throw new UsageError(`${what} was not made by \`ortune tune\`, which cannot resume it; see \`createStudy\``);
  }
  const trials = (await store.listStudies()).find(({ id }) => id === found.id)?.trials;
  const ended = system[studyAttributes.ended];
  const remedy = 'go on with --resume, or begin anew with --overwrite, which deletes it';
  if (!isOwn)
    throw new UsageError(`${what} is there already (${tally(trials)}); ${remedy}, or give the study another name`);
  const isUnfinished = !isOurs || ended === undefined || ended === null || ended === 'interrupted';
  if (isUnfinished && trials && trials.COMPLETE + trials.PRUNED > 0) {
    throw new UsageError(`${what} was interrupted (${tally(trials)}); ${remedy}`);
  }
}

function tally(trials: StudySummary['trials'] | undefined): string {
  if (!trials) return 'no trials';
  return `${trials.COMPLETE} complete, ${trials.PRUNED} pruned, ${trials.FAIL} failed`;
}

/**
 * A holder on another machine may have died with it: its next sign of life is waited for, and the study taken where there is
 * none.
 */
async function hold(store: StudyStore, study: StoredStudy, holder: StudyHolder): Promise<void> {
  let before: HeldStudy | undefined;
  for (;;) {
    const other = await store.holdStudy(study.id, holder, { graceSeconds, isGone });
    if (!other) return;
    const here = thisProcess().machine === other.holder.machine;
    if (here || (before && other.silentSeconds < before.silentSeconds)) throw heldError(store, study, other.holder);
    before = other;
    await setTimeout(1000);
  }
}

async function renewHold(store: StudyStore, study: StoredStudy, holder: StudyHolder): Promise<void> {
  const other = await store.holdStudy(study.id, holder, { graceSeconds, isGone: () => false });
  if (other) throw heldError(store, study, other.holder);
}

function heldError(store: StudyStore, { name }: StoredStudy, { process, host }: StudyHolder): StorageError {
  return new StorageError(
    `study \`${name}\` in storage \`${store.name}\` is being run by process ${process} on ${host}; wait for it or end it, then resume`,
  );
}
