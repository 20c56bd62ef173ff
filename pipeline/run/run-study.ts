import { availableParallelism } from 'node:os';
import type { EngineName } from '../compiler/engine.js';
import { OrtuneError } from '../errors.js';
import type { Task } from '../load/data.js';
import { readEnvironment } from '../report/environment.js';
import type { WarmHistory } from '../search/warm-history.js';
import { outlineOf } from '../study/outline-of.js';
import type { StudyOverrides } from '../study/override-study.js';
import type { Study } from '../study/study.js';
import { clearReport } from './clear-report.js';
import { conduct, endReason, type StudyOutcome } from './conduct.js';
import type { StudyEvent } from './events.js';
import { loadWarmHistory } from './load-warm-history.js';
import { type ReportFile, reportFile } from './report-file.js';
import { type StopSignal, stopSignal } from './stop-signal.js';
import { WorkerDiedError } from './worker/worker-process.js';
import { type WorkerSlot, workerSlot } from './worker-slot.js';

export interface RunOptions {
  /** With `overrides` applied. */
  readonly study: Study;
  /** Workers load the study file themselves, and apply these. */
  readonly studyFile: string;
  readonly overrides: StudyOverrides;
  readonly engine: EngineName;
  /** The folder of this study's reports, which is writable. */
  readonly folder: string;
  /** Workers print the stack of what goes wrong in a trial. */
  readonly debug?: boolean;
  /** Aborted when the user wants the study to end. */
  readonly interrupt?: AbortSignal;
  readonly onEvent: (event: StudyEvent) => void;
}

/**
 * Runs a study to its end: samples, trains in worker processes, benchmarks, and keeps the report up to date.
 * @throws OrtuneError when the study or its data is refused, or when every trial fails in the same way
 */
export async function runStudy(options: RunOptions): Promise<StudyOutcome> {
  const { study, engine, folder, onEvent } = options;
  const begun = performance.now();
  const generation = study.reproducible?.generation ?? study.trials;
  const workers = Math.min(study.workers ?? availableParallelism(), study.trials, generation);
  const { name, objectives, trials, seed } = study;
  onEvent({ type: 'study-started', study: name, trials, workers, engine, seed, objectives });
  const explanation = explainSampler(study);
  if (explanation) onEvent({ type: 'sampler-chosen', explanation });
  const history = await loadWarmHistory(study);
  if (history) onEvent(warmStartEvent(history));

  const stop = stopSignal(options.interrupt, study.stopWhen.seconds);
  const slots = openSlots(options, workers);
  const closeSlots = () => Promise.all(slots.map((slot) => slot.close()));
  stop.signal.addEventListener('abort', closeSlots, { once: true });
  try {
    if (stop.signal.aborted) await closeSlots();
    const task = await openWorkers(slots, stop);
    const outcome: StudyOutcome = task ? await conductWith(task) : { reason: endReason(stop), ranking: [] };
    const seconds = (performance.now() - begun) / 1000;
    const report = task && folder;
    onEvent({ type: 'study-finished', study: name, objectives, explanation, ...outcome, report, seconds });
    return outcome;
  } finally {
    stop.dispose();
    await closeSlots();
  }

  async function conductWith(task: Task): Promise<StudyOutcome> {
    // What an earlier run left there has been read, should it be what this one starts from.
    await clearReport(folder);
    const report = openReport(options, { workers, history, task });
    return conduct({ study, folder, history, slots, stop, report, onEvent });
  }
}

function explainSampler(study: Study): string | undefined {
  const { sampler, space } = study;
  const explanation = sampler.explain?.(space, outlineOf(study));
  return explanation && `${sampler.name}: ${explanation}`;
}

const warmStartEvent = ({ source, trials, skipped }: WarmHistory): StudyEvent => ({
  type: 'warm-start',
  source,
  used: trials.length,
  skipped,
});

function openSlots(options: RunOptions, workers: number): readonly WorkerSlot[] {
  const { study, studyFile, overrides, engine, debug, onEvent } = options;
  // Several workers share the cores, one thread each; a single one may use them all, unless several are to give the same.
  const isSingleThreaded = workers > 1 || study.reproducible !== undefined;
  const settings = { studyFile, overrides, engine, debug, ...(isSingleThreaded && { threads: 1 }) };
  const onOutput = (line: string) => onEvent({ type: 'output', line });
  return Array.from({ length: workers }, () => workerSlot(settings, onOutput));
}

/** Waits until every worker has loaded the data. @returns undefined when the study was stopped meanwhile */
async function openWorkers(slots: readonly WorkerSlot[], stop: StopSignal): Promise<Task | undefined> {
  try {
    const workers = await Promise.all(slots.map((slot) => slot.worker()));
    return workers[0]?.task;
  } catch (error) {
    if (stop.signal.aborted) return undefined;
    if (error instanceof WorkerDiedError) {
      throw new OrtuneError(`training cannot start: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

function openReport(
  { study, studyFile, overrides, engine, folder, onEvent }: RunOptions,
  { workers, history, task }: { readonly workers: number; readonly history?: WarmHistory; readonly task: Task },
): ReportFile {
  const commandLine = { studyFile, ...overrides };
  const run = { study, engine, workers, options: commandLine, environment: readEnvironment(), history };
  return reportFile(folder, run, task.kind, (error) => {
    onEvent({ type: 'warning', message: error instanceof Error ? error.message : String(error) });
  });
}
