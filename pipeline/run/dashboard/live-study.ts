import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OrtuneError } from '../../errors.js';
import { makeReportData } from '../../report/report-data/make-report-data.js';
import type { ReportData, ReportFile } from '../../report/report-data/report-data.js';
import { reportFiles } from '../../report/report-data/report-files.js';
import { renderReportJson } from '../../report/report-data/report-json.js';
import { orderUpdate, type ReportOrder } from '../../report/report-data/report-update.js';
import type { StudyDescription } from '../../report/report-data/study-description.js';
import type { Attributes } from '../../store/json-value.js';
import { fixedParameters } from '../../store/system-attributes.js';
import { studyAttributes } from '../record/study-attributes.js';
import { FinalReport } from './final-report.js';
import type { RankedPlace } from './live-source.js';
import { type StreamEvent, type StudyStatus, streamEvents } from './messages.js';
import { type ProcessorPace, processorPace } from './processor-pace.js';
import { StudyFollower, type StudyLook } from './study-follower.js';
import type { StudyPlace } from './study-place.js';
import { studyState } from './study-state.js';

/** Whoever looks at a study. */
export interface Viewer {
  /** @param json in one line */
  send(event: StreamEvent, json: string): void;
}

/**
 * The page draws twice a second at most; and beside a study that takes the whole machine a dashboard may take no more
 * than this share of one core.
 */
const looking = { shortestPause: 500, longestPause: 3000, share: 0.01 };

/** Ranking many trials takes longer than looking at what is new. */
const ranking = { shortestPause: 0, longestPause: 30_000, share: 0.005 };

/** A study that is followed as long as somebody looks at it. */
export class LiveStudy {
  readonly #place: StudyPlace;
  readonly #onError: (error: unknown) => void;
  readonly #follower: StudyFollower;
  readonly #pace: ProcessorPace = processorPace(looking);
  readonly #rankPace: ProcessorPace = processorPace(ranking);
  readonly #viewers = new Set<Viewer>();
  /** Viewers that have nothing yet. */
  readonly #newcomers = new Set<Viewer>();
  /** Numbers of the trials, in the order that viewers have. */
  readonly #order = new Set<number>();
  /** What the page links to; a folder is read when its study is read as a whole or ranked, not at every look. */
  #files: readonly ReportFile[] = [];
  /** The ranking is older than the trials. */
  #isStale = false;
  #status = '';
  readonly #final: FinalReport;
  /** The report of the study's end, as viewers have it. */
  #ended: string | undefined;
  #following: Promise<void> | undefined;
  #wake: () => void = () => undefined;

  /** @param onError told of what is no fault of the study's */
  constructor(place: StudyPlace, onError: (error: unknown) => void) {
    this.#place = place;
    this.#onError = onError;
    this.#follower = new StudyFollower(place);
    this.#final = new FinalReport(place);
  }

  /** @returns to be called when the viewer has gone */
  show(viewer: Viewer): () => void {
    this.#viewers.add(viewer);
    this.#newcomers.add(viewer);
    this.#following ??= this.#follow().catch(this.#onError);
    this.#wake();
    return () => {
      this.#viewers.delete(viewer);
      this.#newcomers.delete(viewer);
      this.#wake();
    };
  }

  /** Looks at once: something was asked of the study. */
  hurry(): void {
    this.#wake();
  }

  /** Resolves when the study is not read any more, which is soon after the last viewer has gone. */
  async ended(): Promise<void> {
    await this.#following;
  }

  async #follow(): Promise<void> {
    while (this.#viewers.size > 0) {
      const look = await this.#pace.spend(() => this.#step());
      if (look && this.#isStale && this.#rankPace.remaining() === 0) await this.#rankPace.spend(() => this.#rank(look));
      if (this.#newcomers.size === 0) await this.#pause();
    }
    this.#following = undefined;
    this.#status = '';
    await this.#follower.close();
    // Somebody may have come meanwhile.
    if (this.#viewers.size > 0) this.#following ??= this.#follow().catch(this.#onError);
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(1, this.#pace.remaining()));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** @returns undefined where there is nothing to be seen of the study */
  async #step(): Promise<StudyLook | undefined> {
    const newcomers = [...this.#newcomers];
    try {
      const look = await this.#follower.look();
      this.#tellStatus(this.#statusOf(look), newcomers);
      await this.#tellTrials(look, newcomers);
      return look;
    } catch (error) {
      if (!(error instanceof OrtuneError)) throw error;
      const known: StudyStatus = { state: 'shared', isReproducible: false, waiting: [], space: {} };
      this.#tellStatus({ ...known, problem: error.message }, newcomers);
      // The next look finds all anew, and tells it to everybody.
      return undefined;
    } finally {
      for (const viewer of newcomers) this.#newcomers.delete(viewer);
    }
  }

  #statusOf({ system, waiting, source }: StudyLook): StudyStatus {
    return {
      state: studyState(system, Date.now()),
      isReproducible: isReproducible(system),
      waiting: waiting.map((trial) => ({ number: trial.number, parameters: fixedParameters(trial) })),
      space: source.space,
    };
  }

  #tellStatus(status: StudyStatus, newcomers: readonly Viewer[]): void {
    const json = JSON.stringify(status);
    const isNew = json !== this.#status;
    this.#status = json;
    for (const viewer of isNew ? this.#viewers : newcomers) viewer.send(streamEvents.status, json);
  }

  async #tellTrials(look: StudyLook, newcomers: readonly Viewer[]): Promise<void> {
    const wasEnded = this.#ended;
    this.#ended = await this.#final.of(look);
    if (this.#ended !== undefined) {
      return this.#send(streamEvents.study, this.#ended, this.#ended === wasEnded ? newcomers : this.#viewers);
    }
    const everybody = look.isNew || wasEnded !== undefined;
    const followers = [...this.#viewers].filter((viewer) => !everybody && !newcomers.includes(viewer));
    if (everybody || newcomers.length > 0) {
      await this.#findFiles();
      const whole = makeReportData(this.#withFiles(look.source.describeAll()));
      const order = this.#setOrder(whole.trials);
      if (followers.length > 0) this.#sendUpdate(look, look.changed, followers, order);
      return this.#send(streamEvents.study, renderReportJson(whole), everybody ? this.#viewers : newcomers);
    }
    if (look.changed.length === 0) return;
    const changed = this.#sendUpdate(look, look.changed, followers);
    for (const { number } of changed.trials) this.#order.add(number);
    // Those that run come last, where new ones are put.
    this.#isStale ||= changed.trials.some(({ state }) => state !== 'RUNNING');
  }

  async #rank(look: StudyLook): Promise<void> {
    await this.#findFiles();
    this.#sendUpdate(look, [], this.#viewers, this.#setOrder(look.source.rank()));
  }

  /** @param numbers of the trials that have changed */
  #sendUpdate(look: StudyLook, numbers: readonly number[], viewers: Iterable<Viewer>, order?: ReportOrder): ReportData {
    const changed = makeReportData(this.#withFiles(look.source.describe(numbers)));
    this.#send(streamEvents.update, renderReportJson({ changed, ...(order && { order }) }), viewers);
    return changed;
  }

  #setOrder(places: readonly RankedPlace[]): ReportOrder {
    const order = orderUpdate([...this.#order], places);
    this.#order.clear();
    for (const { number } of places) this.#order.add(number);
    this.#isStale = false;
    return order;
  }

  #send(event: StreamEvent, json: string, viewers: Iterable<Viewer>): void {
    for (const viewer of viewers) viewer.send(event, json);
  }

  async #findFiles(): Promise<void> {
    const { folder } = this.#place;
    const present = folder === undefined ? [] : await readdir(folder);
    this.#files = reportFiles.filter(({ href }) => present.includes(href));
  }

  /** Files beside the page, and links only to networks that are there. */
  #withFiles(study: StudyDescription): StudyDescription {
    const { folder } = this.#place;
    const isThere = (model: string) => folder !== undefined && existsSync(join(folder, model));
    return {
      ...study,
      files: this.#files,
      trials: study.trials.map((trial) =>
        trial.model === '' || isThere(trial.model) ? trial : { ...trial, model: '' },
      ),
    };
  }
}

/** `studySettings` has the size of a generation, or `false`. */
function isReproducible(system: Attributes): boolean {
  const settings = system[studyAttributes.settings];
  return (
    typeof settings === 'object' && settings !== null && 'reproducible' in settings && Boolean(settings.reproducible)
  );
}
