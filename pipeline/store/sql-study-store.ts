import { StorageError } from '../errors.js';
import type { JsonValue } from './json-value.js';
import { objectiveValues, outcomeAttributes } from './outcome-rows.js';
import { insertParameters, ParameterKinds, parameterRows } from './queries/parameters.js';
import type { TrialHead } from './queries/rows.js';
import { countDirections } from './queries/studies.js';
import * as trials from './queries/trials.js';
import { SqlStudyWriter, type Write } from './sql-study-writer.js';
import type { Setting, StoredTrial, StudyId, TrialId, TrialReport } from './stored-trial.js';
import type { NewRunningTrial, NewTrial, StudyStore, TrialOutcome, WatchOption } from './study-store.js';
import { systemAttributes } from './system-attributes.js';

/** Reads and writes Optuna's tables. Every method is one transaction. */
export class SqlStudyStore extends SqlStudyWriter implements StudyStore {
  readonly #parameterKinds = new ParameterKinds();
  readonly #objectives = new Map<StudyId, number>();
  /** No trial of the study with a smaller id waits: trials that have left the queue do not return to it. */
  readonly #waitingFrom = new Map<StudyId, TrialId>();

  override async deleteStudy(study: StudyId): Promise<void> {
    await super.deleteStudy(study);
    // SQLite gives the id to the next study.
    this.#parameterKinds.forget(study);
    this.#objectives.delete(study);
    this.#waitingFrom.delete(study);
  }

  async createTrial(study: StudyId, trial: NewRunningTrial = {}): Promise<StoredTrial> {
    return this.#addTrial(study, 'RUNNING', trial);
  }

  async createTrialIfNext(
    study: StudyId,
    number: number,
    trial: NewRunningTrial = {},
  ): Promise<StoredTrial | undefined> {
    return this.run(async () => {
      const created = await this.write(async (write) => {
        await trials.lockStudy(write, this.connection.locksRows, study);
        if ((await trials.nextNumber(write, study)) !== number) return undefined;
        return this.#insertTrial(write, study, 'RUNNING', trial);
      });
      created?.remember();
      return created?.stored;
    });
  }

  async enqueueTrial(study: StudyId, trial: NewTrial = {}): Promise<StoredTrial> {
    return this.#addTrial(study, 'WAITING', trial);
  }

  async claimWaitingTrial(study: StudyId, { watched = false }: WatchOption = {}): Promise<StoredTrial | undefined> {
    return this.run(async () => {
      const { db, locksRows } = this.connection;
      const last = await trials.selectLastTrial(db, study);
      const from = this.#waitingFrom.get(study) ?? firstTrial;
      const waiting = await trials.selectWaitingTrial(db, study, from, { locking: false });
      // A look without a lock is enough to see that nothing waits, as before most trials.
      this.#waitingFrom.set(study, waiting ?? last?.trial_id ?? from);
      if (waiting === undefined) return undefined;
      return this.write(async (write) => {
        const next = await trials.selectWaitingTrial(write, study, waiting, { locking: locksRows });
        if (next === undefined) return undefined;
        await trials.startTrial(write, next);
        if (watched) await trials.writeHeartbeat(write, next);
        return this.readOne(write, next);
      });
    });
  }

  async startTrial(
    trial: TrialId,
    { setting, userAttributes = {}, systemAttributes: system = {}, watched = false }: NewRunningTrial = {},
  ): Promise<StoredTrial | undefined> {
    const rows = setting ? parameterRows(trial, setting) : [];
    return this.run(async () => {
      const begun = await this.write(async (write) => {
        const { study_id, state } = await trials.lockTrial(write, this.connection.locksRows, trial);
        if (state !== 'WAITING') return undefined;
        const remember = await this.#parameterKinds.check(write, this.connection.locksRows, study_id, rows);
        await insertParameters(write, rows);
        await trials.writeTrialAttributes(write, 'trial_user_attributes', trial, userAttributes);
        await trials.writeTrialAttributes(write, 'trial_system_attributes', trial, system);
        await trials.startTrial(write, trial);
        if (watched) await trials.writeHeartbeat(write, trial);
        return { stored: await this.readOne(write, trial), remember };
      });
      begun?.remember();
      return begun?.stored;
    });
  }

  async setParameters(trial: TrialId, setting: Setting): Promise<void> {
    const rows = parameterRows(trial, setting);
    await this.run(async () => {
      const remember = await this.write(async (write) => {
        const { study_id, number } = await this.#lock(write, trial);
        const checked = await this.#parameterKinds.check(write, this.connection.locksRows, study_id, rows);
        await insertParameters(write, rows).catch((error: unknown) => {
          if (!this.connection.isDuplicate(error)) throw error;
          throw new StorageError(`trial ${number} has a value for one of its parameters already`, { cause: error });
        });
        return checked;
      });
      remember();
    });
  }

  async report(trial: TrialId, report: TrialReport): Promise<void> {
    const { step } = report;
    // PostgreSQL's column is an integer of 32 bits.
    if (!Number.isInteger(step) || step < 0 || step > 0x7fffffff) {
      throw new RangeError(`step must be a whole number from 0 to ${0x7fffffff}, got ${step}`);
    }
    await this.#lightWrite(trial, (write) => trials.writeReport(write, trial, report));
  }

  async setTrialUserAttribute(trial: TrialId, key: string, value: JsonValue): Promise<void> {
    await this.#setTrialAttribute('trial_user_attributes', trial, key, value);
  }

  async setTrialSystemAttribute(trial: TrialId, key: string, value: JsonValue): Promise<void> {
    await this.#setTrialAttribute('trial_system_attributes', trial, key, value);
  }

  async finishTrial(trial: TrialId, outcome: TrialOutcome): Promise<void> {
    await this.run(() =>
      this.write(async (write) => {
        const { study_id } = await this.#lock(write, trial);
        const objectives = await this.#countObjectives(write, study_id);
        const report = outcome.state === 'PRUNED' ? await trials.selectLastReport(write, trial) : undefined;
        const values = objectiveValues(outcome, objectives, report);
        const { user, system } = outcomeAttributes(outcome);
        await trials.writeTrialAttributes(write, 'trial_user_attributes', trial, user);
        await trials.writeTrialAttributes(write, 'trial_system_attributes', trial, system);
        await trials.endTrial(write, trial, outcome.state, values);
      }),
    );
  }

  async heartbeat(trial: TrialId): Promise<void> {
    await this.#lightWrite(trial, (write) => trials.writeHeartbeat(write, trial));
  }

  async staleTrials(study: StudyId, graceSeconds: number): Promise<readonly StoredTrial[]> {
    const { db, secondsAgo } = this.connection;
    return this.run(async () =>
      this.readHeads(db, await trials.selectStaleTrials(db, study, secondsAgo(graceSeconds), { locking: false })),
    );
  }

  async failStaleTrials(study: StudyId, graceSeconds: number, reason: string): Promise<readonly StoredTrial[]> {
    const { locksRows, secondsAgo } = this.connection;
    return this.run(() =>
      this.write(async (write) => {
        const since = secondsAgo(graceSeconds);
        const stale = await trials.selectStaleTrials(write, study, since, { locking: locksRows });
        const { system } = outcomeAttributes({ state: 'FAIL', reason });
        const failed: StoredTrial[] = [];
        for (const { trial_id } of stale) {
          await trials.writeTrialAttributes(write, 'trial_system_attributes', trial_id, system);
          await trials.endTrial(write, trial_id, 'FAIL', []);
          failed.push(await this.readOne(write, trial_id));
        }
        return failed;
      }),
    );
  }

  async #addTrial(study: StudyId, state: 'RUNNING' | 'WAITING', trial: NewRunningTrial): Promise<StoredTrial> {
    return this.run(async () => {
      const { stored, remember } = await this.write(async (write) => {
        await trials.lockStudy(write, this.connection.locksRows, study);
        return this.#insertTrial(write, study, state, trial);
      });
      remember();
      return stored;
    });
  }

  /** The study is locked. `remember` is for when the transaction is committed. */
  async #insertTrial(write: Write, study: StudyId, state: 'RUNNING' | 'WAITING', trial: NewRunningTrial) {
    const { setting = { parameters: {}, space: {} }, fixed, userAttributes = {}, watched = false } = trial;
    const system = { ...(fixed && { [systemAttributes.fixedParameters]: fixed }), ...trial.systemAttributes };
    const head = await trials.insertTrial(write, study, state);
    const id = head.trial_id;
    const parameters = parameterRows(id, setting);
    const remember = await this.#parameterKinds.check(write, this.connection.locksRows, study, parameters);
    await insertParameters(write, parameters);
    if (watched) await trials.writeHeartbeat(write, id);
    const rows = {
      parameters,
      values: [],
      reports: [],
      userAttributes: await trials.writeTrialAttributes(write, 'trial_user_attributes', id, userAttributes),
      systemAttributes: await trials.writeTrialAttributes(write, 'trial_system_attributes', id, system),
    };
    return { stored: this.assembler.assembleOne(head, rows), remember };
  }

  async #setTrialAttribute(table: trials.AttributeTable, trial: TrialId, key: string, value: JsonValue): Promise<void> {
    await this.run(() =>
      this.write(async (write) => {
        await this.#lock(write, trial);
        await trials.writeTrialAttributes(write, table, trial, { [key]: value });
      }),
    );
  }

  #lock(write: Write, trial: TrialId): Promise<TrialHead> {
    return trials.lockUnfinishedTrial(write, this.connection.locksRows, trial);
  }

  async #lightWrite(trial: TrialId, work: (write: Write) => Promise<void>): Promise<void> {
    await this.run(() =>
      this.connection.lightTransaction(async (write) => {
        await this.#lock(write, trial);
        await work(write);
      }),
    );
  }

  async #countObjectives(write: Write, study: StudyId): Promise<number> {
    const count = this.#objectives.get(study) ?? (await countDirections(write, study));
    this.#objectives.set(study, count);
    return count;
  }
}

/** Ids count from 1. */
const firstTrial = 1 as TrialId;
