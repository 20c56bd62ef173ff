import { stat } from 'node:fs/promises';
import { StorageError } from '../../errors.js';
import type { Attributes } from '../../store/json-value.js';
import { openStore } from '../../store/open-store.js';
import { parseStorageLocation } from '../../store/storage-location.js';
import type { StoredStudy, StoredTrial } from '../../store/stored-trial.js';
import type { StudyReader } from '../../store/study-store.js';
import { isFinished } from '../../study/is-finished.js';
import { trialNumber } from '../record/restore-trials.js';
import { studyAttributes } from '../record/study-attributes.js';
import { readRecordedSettings } from '../report/describe-recorded-study.js';
import { type LiveSource, recordedSource, storedSource } from './live-source.js';
import type { StudyPlace } from './study-place.js';

/** A study as it was read a moment ago. */
export interface StudyLook {
  /** It is not the study of the look before: the first look, or it was begun anew. */
  readonly isNew: boolean;
  readonly system: Attributes;
  readonly source: LiveSource;
  /** Numbers of the trials, in the report, that are not as they were at the look before. */
  readonly changed: readonly number[];
  /** Trials that were asked for and have not begun. */
  readonly waiting: readonly StoredTrial[];
  /** No trial runs or waits. */
  readonly isQuiet: boolean;
}

interface Opened {
  readonly store: StudyReader;
  readonly study: StoredStudy;
  readonly file: number | undefined;
  readonly isRecorded: boolean;
  readonly source: LiveSource;
  trials: readonly StoredTrial[];
  attributes: { readonly user: Attributes; readonly system: Attributes };
}

/** Reads a study again and again, by a connection that cannot write, and only what is new of it. */
export class StudyFollower {
  readonly #place: StudyPlace;
  #opened: Opened | undefined;

  constructor(place: StudyPlace) {
    this.#place = place;
  }

  /** @throws OrtuneError where the study is not there or cannot be read; the next look tries again */
  async look(): Promise<StudyLook> {
    try {
      const before = await this.#stillThere();
      if (!before) await this.close();
      const opened = before ?? (await this.#open());
      this.#opened = opened;
      const { store, study, source } = opened;
      const trials = await store.readTrials(study.id);
      const fresh: StoredTrial[] = [];
      const waiting: StoredTrial[] = [];
      let isQuiet = true;
      // Once through, as there may be very many. A trial that has ended is the same object in every look.
      for (const [place, trial] of trials.entries()) {
        if (trial !== opened.trials[place]) fresh.push(trial);
        if (trial.state === 'WAITING') waiting.push(trial);
        if (!isFinished(trial)) isQuiet = false;
      }
      const changed = source.take(fresh);
      opened.trials = trials;
      return {
        isNew: before === undefined,
        system: opened.attributes.system,
        source,
        changed,
        waiting: opened.isRecorded ? waiting.filter((trial) => trialNumber(trial) === undefined) : waiting,
        isQuiet,
      };
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const { store } = this.#opened ?? {};
    this.#opened = undefined;
    await store?.close();
  }

  async #open(): Promise<Opened> {
    const { name, storage } = this.#place;
    const file = await fileNumber(storage);
    const store = await openStore(storage, 'read');
    try {
      const study = await store.findStudy(name);
      if (!study) throw new StorageError(`storage \`${store.name}\` has no study named \`${name}\` any more`);
      const attributes = await store.studyAttributes(study.id);
      const settings = readRecordedSettings(attributes.system);
      const known = { name, place: store.name, directions: study.directions };
      const source = settings
        ? recordedSource(() => ({ ...known, settings, system: opened.attributes.system }))
        : storedSource(() => ({ ...known, ...opened.attributes }));
      const opened: Opened = { store, study, file, isRecorded: settings !== undefined, source, trials: [], attributes };
      return opened;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** What was opened, with its attributes of now, where it is the same study still: SQLite gives the ids of a deleted study to the next. */
  async #stillThere(): Promise<Opened | undefined> {
    const opened = this.#opened;
    if (!opened || (await fileNumber(this.#place.storage)) !== opened.file) return undefined;
    const { store, study, trials } = opened;
    const [first] = trials;
    if (first && first.started?.getTime() !== (await startOf(store, first))) return undefined;
    const attributes = await store.studyAttributes(study.id);
    const [before, now] = [opened.attributes, attributes].map(({ system }) =>
      JSON.stringify(system[studyAttributes.settings]),
    );
    if (before !== now) return undefined;
    opened.attributes = attributes;
    return opened;
  }
}

/** When a trial that was read earlier has started; undefined where it is not there any more, or has not. */
const startOf = (store: StudyReader, { id }: StoredTrial): Promise<number | undefined> =>
  store.readTrial(id).then(
    ({ started }) => started?.getTime(),
    (error: unknown) => {
      if (error instanceof StorageError) return undefined;
      throw error;
    },
  );

/** Tells a file from another that has taken its name; undefined of a server, and where there is none. */
async function fileNumber(storage: string): Promise<number | undefined> {
  const { dialect, place } = parseStorageLocation(storage);
  if (dialect !== 'sqlite') return undefined;
  return (await stat(place).catch(() => undefined))?.ino;
}
