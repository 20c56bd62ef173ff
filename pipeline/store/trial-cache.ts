import { StorageError } from '../errors.js';
import { isFinished } from '../study/is-finished.js';
import type { TrialAssembler } from './assemble-trials.js';
import { newerHeads, selectHeads } from './queries/heads.js';
import { inChunks } from './queries/in-chunks.js';
import { selectRows } from './queries/read-rows.js';
import type { Queryable, TrialHead } from './queries/rows.js';
import type { StoredTrial, StudyId, TrialId } from './stored-trial.js';

/**
 * The trials of a study as they were last read. A finished trial never changes and is read once; the others are read again
 * with every refresh.
 */
export class TrialCache {
  readonly #study: StudyId;
  readonly #assembler: TrialAssembler;
  /** Ascending by id, and so by number. */
  readonly #trials: StoredTrial[] = [];
  /** Where in `#trials` those stand that have not ended. */
  readonly #unfinished = new Map<TrialId, number>();

  constructor(study: StudyId, assembler: TrialAssembler) {
    this.#study = study;
    this.#assembler = assembler;
  }

  /** `db` must show one state of the database throughout: a transaction. One refresh at a time. */
  async refresh(db: Queryable): Promise<readonly StoredTrial[]> {
    const fresh: StoredTrial[] = [];
    for (const ids of inChunks([...this.#unfinished.keys()])) {
      const heads = await selectHeads(db, ids);
      if (heads.length < ids.length) throw new StorageError('the study was deleted while it was in use');
      fresh.push(...(await this.#read(db, heads)));
    }
    for await (const heads of newerHeads(db, this.#study, this.#trials.at(-1)?.id)) {
      fresh.push(...(await this.#read(db, heads)));
    }
    // Only now, so that a refresh that failed half way leaves what was known.
    for (const trial of fresh) this.#put(trial);
    return [...this.#trials];
  }

  async #read(db: Queryable, heads: readonly TrialHead[]): Promise<readonly StoredTrial[]> {
    const rows = await selectRows(
      db,
      heads.map(({ trial_id }) => trial_id),
    );
    return this.#assembler.assemble(heads, rows);
  }

  #put(trial: StoredTrial): void {
    const position = this.#unfinished.get(trial.id) ?? this.#trials.length;
    this.#trials[position] = trial;
    if (isFinished(trial)) this.#unfinished.delete(trial.id);
    else this.#unfinished.set(trial.id, position);
  }
}
