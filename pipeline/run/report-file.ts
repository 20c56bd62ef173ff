import { setTimeout } from 'node:timers/promises';
import type { Task } from '../load/data.js';
import { pace } from '../pace.js';
import { type ObjectiveImportance, studyImportance } from '../rank/importance/study-importance.js';
import { bestTrial, type RankedTrial, rankTrials } from '../rank/rank-trials.js';
import type { StudyRun } from '../report/render-study-json.js';
import { writeReport } from '../report/write-report.js';
import type { EndReason } from '../study/end-reason.js';
import type { TrialRecord } from '../study/trial.js';
import { reportPages } from './report/report-pages.js';

export interface Ranking {
  /** Every trial and every variant of one, best first. */
  readonly ranking: readonly TrialRecord[];
  /** The first of them if it is complete and feasible. */
  readonly best?: TrialRecord;
  /** Of the hyperparameters, at the end of a study that has enough trials for it. */
  readonly importance?: readonly ObjectiveImportance[];
}

/** The report of a running study, kept up to date. */
export interface ReportFile {
  /**
   * Ranks the trials and has the report written in the background, one version at a time, the newest always last. Between two
   * of them there is a pause, in which versions are left out.
   * @param ended why the study ended, in its last version
   * @param variants rows of quantized models, which are ranked with the trials
   */
  update(trials: readonly TrialRecord[], ended?: EndReason, variants?: readonly TrialRecord[]): Ranking;
  /** Has the newest version written without a pause, and waits for that. @throws OrtuneError when that failed */
  written(): Promise<void>;
}

/** Of the time of a study that its tables may take, each time as a whole: those of 100,000 trials take seconds. */
const share = 0.02;

/**
 * @param onError told of a version that could not be written; a later one may succeed
 * @param onEnd called in the last version when best.onnx is written and before the pages are: what it adds to the folder is in them
 * @param now milliseconds
 */
export function reportFile(
  folder: string,
  run: Omit<StudyRun, 'ended' | 'importance'>,
  task: Task['kind'],
  onError: (error: unknown) => void,
  onEnd?: (ended: EndReason) => Promise<void>,
  now?: () => number,
): ReportFile {
  const pages = reportPages(folder);
  let newest: ({ readonly ranked: readonly RankedTrial[] } & Pick<StudyRun, 'ended' | 'importance'>) | undefined;
  let writing: Promise<void> | undefined;
  let lastError: unknown;
  /** Aborted where nothing is to wait for the end of a pause. */
  let pausing = new AbortController();
  const tables = pace({ firstPause: 0, shortestPause: 0, share }, now);

  async function writeAll(): Promise<void> {
    while (newest) {
      await setTimeout(tables.remaining(), undefined, { signal: pausing.signal }).catch(() => undefined);
      const { ranked, ...end } = newest;
      newest = undefined;
      lastError = undefined;
      try {
        await tables.spend(() => writeReport(folder, { ...run, ...end }, ranked, task));
        if (end.ended !== undefined) await onEnd?.(end.ended);
        await pages.refresh(end.ended !== undefined);
      } catch (error) {
        lastError = error;
        onError(error);
      }
    }
    writing = undefined;
  }

  return {
    update(trials, ended, variants = []) {
      const ranked = rankTrials([...trials, ...variants], run.study.objectives, run.study.constraints);
      // Not while the study goes on: with many trials it takes seconds, in which no worker would be heard.
      const importance = ended && studyImportance(run.study, trials);
      newest = { ranked, ended, importance };
      writing ??= writeAll();
      return { ranking: ranked.map(({ trial }) => trial), best: bestTrial(ranked)?.trial, importance };
    },
    async written() {
      pausing.abort();
      await writing;
      pausing = new AbortController();
      if (lastError !== undefined) throw lastError;
    },
  };
}
