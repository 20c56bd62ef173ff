import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OrtuneError, UsageError } from '../../errors.js';
import type { Attributes } from '../../store/json-value.js';
import { openStore } from '../../store/open-store.js';
import { parseStorageLocation } from '../../store/storage-location.js';
import type { StoredStudy, StudySummary } from '../../store/stored-trial.js';
import type { StudyReader } from '../../store/study-store.js';
import { systemAttributes } from '../../store/system-attributes.js';
import { trialNumber } from '../record/restore-trials.js';
import type { ListedStudy, StudyList } from './messages.js';
import { type ProcessorPace, processorPace } from './processor-pace.js';
import { type StudyPlace, studyPlace } from './study-place.js';
import { studyState } from './study-state.js';

/** Where studies are looked for: a storage, or a folder that holds report folders or is one. */
export type ShelfPlace = { readonly storage: string } | { readonly folder: string };

interface KnownStudy {
  readonly place: StudyPlace;
  readonly summary: StudySummary;
  readonly system: Attributes;
  readonly best: ListedStudy['best'];
}

interface KnownStorage {
  /** Of a file: what changes with it; a server is asked every time. */
  readonly version: string | undefined;
  readonly shown: string;
  readonly studies: readonly KnownStudy[];
  readonly problem?: string;
}

/** A list is read seldom: what it says of a study is a summary. */
const reading = { shortestPause: 2000, longestPause: 10_000, share: 0.005 };

/** The studies that a dashboard shows. */
export class StudyShelf {
  readonly #place: ShelfPlace;
  readonly #pace: ProcessorPace = processorPace(reading);
  #known: ReadonlyMap<string, KnownStorage> = new Map();

  constructor(place: ShelfPlace) {
    this.#place = place;
  }

  /** What there is, read anew where it is time. */
  async list(): Promise<StudyList> {
    if (this.#pace.remaining() === 0) await this.#pace.spend(() => this.#read());
    const storages = [...this.#known.values()];
    return {
      studies: storages.flatMap(({ shown, studies }) => studies.map((study) => listed(study, shown))),
      problems: storages.flatMap(({ problem }) => problem ?? []),
    };
  }

  /** Undefined where there is no such study. */
  async find(key: string): Promise<StudyPlace | undefined> {
    await this.list();
    const studies = [...this.#known.values()].flatMap((storage) => storage.studies);
    return studies.find(({ place }) => place.key === key)?.place;
  }

  async #read(): Promise<void> {
    const known = new Map<string, KnownStorage>();
    for (const { storage, folder } of await storagesAt(this.#place)) {
      const version = await versionOf(storage);
      const before = this.#known.get(storage);
      const isSame = before !== undefined && version !== undefined && before.version === version;
      known.set(storage, isSame ? before : { ...(await readStorage(storage, folder)), version });
    }
    this.#known = known;
  }
}

/** @throws UsageError where there is no such folder */
export async function checkShelf(place: ShelfPlace): Promise<void> {
  if ('storage' in place) {
    await (await openStore(place.storage, 'read')).close();
    return;
  }
  const found = await stat(place.folder).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new UsageError(
      `there is no folder \`${place.folder}\`; give the folder that \`ortune tune\` writes reports to, or a storage with --storage`,
    );
  }
}

interface FoundStorage {
  readonly storage: string;
  readonly folder?: string;
}

async function storagesAt(place: ShelfPlace): Promise<readonly FoundStorage[]> {
  if ('storage' in place) return [place];
  const entries = await readdir(place.folder, { withFileTypes: true }).catch(() => []);
  const folders = [
    place.folder,
    ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(place.folder, name)),
  ];
  const present = await Promise.all(
    folders.map(async (folder) => ((await isFile(join(folder, 'study.db'))) ? [folder] : [])),
  );
  return present.flat().map((folder) => ({ storage: join(folder, 'study.db'), folder }));
}

const isFile = async (path: string) => (await stat(path).catch(() => undefined))?.isFile() === true;

/** Changes with a SQLite file, or the log beside it. */
async function versionOf(storage: string): Promise<string | undefined> {
  const { dialect, place } = parseStorageLocation(storage);
  if (dialect !== 'sqlite') return undefined;
  const files = await Promise.all([place, `${place}-wal`].map((file) => stat(file).catch(() => undefined)));
  return files.map((file) => (file ? `${file.ino} ${file.size} ${file.mtimeMs}` : '')).join(', ');
}

async function readStorage(storage: string, folder: string | undefined): Promise<Omit<KnownStorage, 'version'>> {
  const { shown } = parseStorageLocation(storage);
  let store: StudyReader | undefined;
  try {
    store = await openStore(storage, 'read');
    const studies: KnownStudy[] = [];
    for (const summary of await store.listStudies()) {
      const { system } = await store.studyAttributes(summary.id);
      const place = studyPlace(summary.name, storage, folder);
      studies.push({ place, summary, system, best: await bestOf(store, summary, system) });
    }
    return { shown: folder ?? store.name, studies };
  } catch (error) {
    if (!(error instanceof OrtuneError)) throw error;
    return { shown, studies: [], problem: error.message };
  } finally {
    await store?.close();
  }
}

async function bestOf(store: StudyReader, study: StoredStudy, system: Attributes): Promise<ListedStudy['best']> {
  const best = await store.bestTrial(study);
  const value = best?.values[0];
  if (!best || value === undefined) return undefined;
  const names = system[systemAttributes.metricNames];
  const [name] = Array.isArray(names) ? names : [];
  return { trial: trialNumber(best) ?? best.number, objective: typeof name === 'string' ? name : 'value', value };
}

function listed({ place, summary, system, best }: KnownStudy, shown: string): ListedStudy {
  const { name, trials } = summary;
  const state = studyState(system, Date.now());
  return { key: place.key, name, place: shown, state, trials, ...(best && { best }) };
}
