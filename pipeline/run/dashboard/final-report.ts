import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { renderReportJson } from '../../report/report-data/report-json.js';
import { studyAttributes } from '../record/study-attributes.js';
import { loadReportData } from '../report/load-report-data.js';
import type { StudyLook } from './study-follower.js';
import type { StudyPlace } from './study-place.js';

/** So long, in milliseconds, nothing must happen in a study before it is taken for finished whose end nobody writes down. */
const quietTime = 5000;

/**
 * The report of a study that has ended, as `ortune report` makes it: with all that takes too long while a study goes on, and with
 * what its folder has beside the trials.
 */
export class FinalReport {
  readonly #place: StudyPlace;
  #made: { readonly version: string; readonly json: string } | undefined;
  #changes = 0;
  #quietSince: number | undefined;

  constructor(place: StudyPlace) {
    this.#place = place;
  }

  /**
   * As JSON, the same text as long as it is the same report; undefined while the study goes on.
   * @throws OrtuneError
   */
  async of(look: StudyLook): Promise<string | undefined> {
    if (look.changed.length > 0) this.#changes++;
    if (!this.#isOver(look)) {
      this.#made = undefined;
      return undefined;
    }
    const { name, storage, folder } = this.#place;
    const written = folder === undefined ? undefined : await whenWritten(join(folder, 'study.json'));
    const version = `${written ?? ''} ${this.#changes}`;
    if (this.#made?.version !== version) {
      const isInFolder = folder !== undefined && written !== undefined;
      const data = await (isInFolder ? loadReportData(folder) : loadReportData(storage, name));
      // The last version of a folder's report is written a moment after the end.
      if (isInFolder && data.status === 'unfinished') return undefined;
      this.#made = { version, json: renderReportJson(data) };
    }
    return this.#made.json;
  }

  #isOver({ system, changed, isQuiet, isNew }: StudyLook): boolean {
    if (studyAttributes.settings in system) return typeof system[studyAttributes.ended] === 'string';
    if (!isQuiet) this.#quietSince = undefined;
    else if (isNew) this.#quietSince = Date.now() - quietTime;
    else if (changed.length > 0 || this.#quietSince === undefined) this.#quietSince = Date.now();
    return this.#quietSince !== undefined && Date.now() - this.#quietSince >= quietTime;
  }
}

/** Milliseconds since 1970; undefined where there is no such file. */
const whenWritten = async (file: string): Promise<number | undefined> =>
  (await stat(file).catch(() => undefined))?.mtimeMs;
