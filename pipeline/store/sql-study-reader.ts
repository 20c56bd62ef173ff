import { OrtuneError, StorageError } from '../errors.js';
import { TrialAssembler } from './assemble-trials.js';
import type { DatabaseConnection } from './dialects/dialect.js';
import type { Attributes } from './json-value.js';
import { newerHeads, selectBestIds, selectHeads, selectWaitingHeads } from './queries/heads.js';
import { selectOutlineRows, selectRows } from './queries/read-rows.js';
import type { Queryable, TrialHead } from './queries/rows.js';
import { selectStudies, selectStudyAttributes, summarizeStudies } from './queries/studies.js';
import { noTrial } from './queries/trials.js';
import type { StoredStudy, StoredTrial, StudyId, StudySummary, TrialId, TrialOutline } from './stored-trial.js';
import type { StudyReader } from './study-store.js';
import { constraintsOf } from './system-attributes.js';
import { TrialCache } from './trial-cache.js';

/** Reads Optuna's tables; whatever SQLite and PostgreSQL differ in is behind `connection`. */
export class SqlStudyReader implements StudyReader {
  readonly name: string;
  readonly connection: DatabaseConnection;
  protected readonly assembler = new TrialAssembler();
  readonly #caches = new Map<StudyId, TrialCache>();
  #lastRefresh: Promise<unknown> = Promise.resolve();

  constructor(connection: DatabaseConnection, name: string) {
    this.connection = connection;
    this.name = name;
  }

  async findStudy(name: string): Promise<StoredStudy | undefined> {
    const [study] = await this.run(() => selectStudies(this.connection.db, name));
    return study;
  }

  async listStudies(): Promise<readonly StudySummary[]> {
    return this.snapshot(summarizeStudies);
  }

  async studyAttributes(study: StudyId): Promise<{ readonly user: Attributes; readonly system: Attributes }> {
    return this.snapshot(async (db) => ({
      user: await selectStudyAttributes(db, 'study_user_attributes', study),
      system: await selectStudyAttributes(db, 'study_system_attributes', study),
    }));
  }

  async readTrial(trial: TrialId): Promise<StoredTrial> {
    return this.snapshot((db) => this.readOne(db, trial));
  }

  async readTrials(study: StudyId): Promise<readonly StoredTrial[]> {
    const cache = this.#caches.get(study) ?? new TrialCache(study, this.assembler);
    this.#caches.set(study, cache);
    const refresh = this.#lastRefresh.then(() => this.snapshot((db) => cache.refresh(db)));
    // Whoever asked is told of a failure; the next one tries again.
    this.#lastRefresh = refresh.catch(() => undefined);
    return refresh;
  }

  async bestTrial(study: StoredStudy): Promise<StoredTrial | undefined> {
    return this.snapshot(async (db) => {
      const limit = 50;
      for (let offset = 0; ; offset += limit) {
        const ids = await selectBestIds(db, study, { limit, offset });
        const trials = await this.readHeads(db, await selectHeads(db, ids));
        const places = new Map(ids.map((id, place) => [id, place]));
        const [best] = trials
          .filter((trial) => (constraintsOf(trial) ?? []).every((value) => value <= 0))
          .sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
        if (best || ids.length < limit) return best;
      }
    });
  }

  async waitingTrials(study: StudyId, after?: TrialId): Promise<readonly StoredTrial[]> {
    return this.snapshot(async (db) => this.readHeads(db, await selectWaitingHeads(db, study, after)));
  }

  async readOutlines(study: StudyId): Promise<readonly TrialOutline[]> {
    return this.snapshot(async (db) => {
      const outlines: TrialOutline[] = [];
      for await (const heads of newerHeads(db, study, undefined)) {
        const ids = heads.map(({ trial_id }) => trial_id);
        outlines.push(...this.assembler.assemble(heads, await selectOutlineRows(db, ids)));
      }
      return outlines;
    });
  }

  /** All queries of `read` see the same state of the database. */
  async snapshot<T>(read: (db: Queryable) => Promise<T>): Promise<T> {
    return this.run(() =>
      this.connection.db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read),
    );
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  protected async readOne(db: Queryable, trial: TrialId): Promise<StoredTrial> {
    const [stored] = await this.readHeads(db, await selectHeads(db, [trial]));
    if (!stored) throw noTrial(trial);
    return stored;
  }

  protected async readHeads(db: Queryable, heads: readonly TrialHead[]): Promise<readonly StoredTrial[]> {
    const ids = heads.map(({ trial_id }) => trial_id);
    return this.assembler.assemble(heads, await selectRows(db, ids));
  }

  protected forget(study: StudyId): void {
    this.#caches.delete(study);
  }

  /** @throws StorageError where the database refuses and the user can do something about it. */
  protected async run<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const ours = error instanceof OrtuneError || error instanceof RangeError;
      const message = ours ? undefined : this.connection.describeError(error);
      if (message === undefined) throw error;
      throw new StorageError(`storage \`${this.name}\`: ${message}`, { cause: error });
    }
  }
}
