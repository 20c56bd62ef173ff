import type { Transaction } from 'kysely';
import { StorageError } from '../errors.js';
import type { JsonValue } from './json-value.js';
import * as studies from './queries/studies.js';
import { lockStudy } from './queries/trials.js';
import { SqlStudyReader } from './sql-study-reader.js';
import type { StoredStudy, StudyId } from './stored-trial.js';
import { studyHolds } from './study-holds.js';
import type { HeldStudy, HoldOptions, NewStudy, StudyHolder } from './study-store.js';
import type { Tables } from './tables.js';

export type Write = Transaction<Tables>;

/** Adds to reading what is written of studies; `SqlStudyStore` adds their trials. */
export class SqlStudyWriter extends SqlStudyReader {
  async createStudy(study: NewStudy): Promise<StoredStudy> {
    return this.addStudy(study, async () => undefined);
  }

  /** As `createStudy`; nobody sees the study before it is filled. */
  async addStudy(study: NewStudy, fill: (write: Write, added: StoredStudy) => Promise<void>): Promise<StoredStudy> {
    return this.#named(study.name, () =>
      this.write(async (write) => {
        const added = await studies.insertStudy(write, study);
        await fill(write, added);
        return added;
      }),
    );
  }

  async openStudy(study: NewStudy): Promise<StoredStudy> {
    const found =
      (await this.findStudy(study.name)) ??
      (await this.createStudy(study).catch(async (error: unknown) => {
        // Another process may have been faster.
        const other = await this.findStudy(study.name);
        if (!other) throw error;
        return other;
      }));
    if (found.directions.join() !== study.directions.join()) {
      throw new StorageError(
        `study \`${study.name}\` in storage \`${this.name}\` has the directions ${found.directions.join(', ')}, not ` +
          `${study.directions.join(', ')}; give the new study another name`,
      );
    }
    return found;
  }

  async renameStudy(study: StudyId, name: string): Promise<void> {
    await this.#named(name, () => this.write((write) => studies.renameStudy(write, study, name)));
  }

  async deleteStudy(study: StudyId): Promise<void> {
    await this.run(() => this.write((write) => studies.deleteStudy(write, study)));
    // SQLite gives the id to the next study.
    this.forget(study);
  }

  async holdStudy(study: StudyId, holder: StudyHolder, options: HoldOptions): Promise<HeldStudy | undefined> {
    return this.run(() => this.write((write) => studyHolds(this.connection).hold(write, study, holder, options)));
  }

  async releaseStudy(study: StudyId, holder: StudyHolder): Promise<void> {
    await this.run(() => this.write((write) => studyHolds(this.connection).release(write, study, holder)));
  }

  async setStudyUserAttribute(study: StudyId, key: string, value: JsonValue): Promise<void> {
    await this.#setStudyAttribute('study_user_attributes', study, key, value);
  }

  async setStudySystemAttribute(study: StudyId, key: string, value: JsonValue): Promise<void> {
    await this.#setStudyAttribute('study_system_attributes', study, key, value);
  }

  async #setStudyAttribute(
    table: studies.AttributeTable,
    study: StudyId,
    key: string,
    value: JsonValue,
  ): Promise<void> {
    await this.run(() =>
      this.write(async (write) => {
        await lockStudy(write, this.connection.locksRows, study);
        await studies.writeStudyAttributes(write, table, study, { [key]: value });
      }),
    );
  }

  protected write<T>(work: (write: Write) => Promise<T>): Promise<T> {
    return this.connection.db.transaction().execute(work);
  }

  /** Writes a study of this name, which no other may have. */
  async #named<T>(name: string, write: () => Promise<T>): Promise<T> {
    return this.run(() =>
      write().catch((error: unknown) => {
        if (!this.connection.isDuplicate(error)) throw error;
        throw new StorageError(
          `storage \`${this.name}\` has a study named \`${name}\` already; choose another name, or delete it with \`ortune studies delete\``,
          { cause: error },
        );
      }),
    );
  }
}
