import { availableParallelism } from 'node:os';
import type { EngineName } from '../compiler/engine.js';
import { OrtuneError } from '../errors.js';
import type { Task } from '../load/data.js';
import { readEnvironment } from '../report/environment.js';
import type { EndReason } from '../study/end-reason.js';
import type { StudyOverrides } from '../study/override-study.js';
import type { Study } from '../study/study.js';
import { clearReport } from './clear-report.js';
import type { StudyEvent } from './events.js';
import { needsBenchmark } from './needs-benchmark.js';
import { type Ranking, type ReportFile, reportFile } from './report-file.js';
import { runFreely } from './run-freely.js';
import { runInGenerations } from './run-in-generations.js';
import type { StudyContext } from './run-trial.js';
import { type StopSignal, stopSignal } from './stop-signal.js';
import { type Ending, TrialLedger } from './trial-ledger.js';
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

export interface StudyOutcome extends Ranking {
  readonly reason: EndReason;
}

/**
 * Runs a study to its end: samples, trains in worker processes, benchmarks, and keeps the report up to date.
 * @throws OrtuneError when the study or its data is refused, or when every trial fails in the same way
 */
export async function runStudy(options: RunOptions): Promise<StudyOutcome> {
  const { study, engine, folder, onEvent } = options;
  const begun = performance.now();
  const workers = Math.min(study.workers ?? availableParallelism(), study.trials);
  const { name, objectives, trials, seed } = study;
  onEvent({ type: 'study-started', study: name, trials, workers, engine, seed, objectives });

  const stop = stopSignal(options.interrupt, study.stopWhen.seconds);
  const slots = openSlots(options, workers);
  const closeSlots = () => Promise.all(slots.map((slot) => slot.close()));
  stop.signal.addEventListener('abort', closeSlots, { once: true });
  try {
    if (stop.signal.aborted) await closeSlots();
    const task = await openWorkers(slots, stop);
    const outcome = task ? await conduct(options, task, slots, stop) : { reason: endReason(stop), ranking: [] };
    const seconds = (performance.now() - begun) / 1000;
    const report = task && folder;
    onEvent({ type: 'study-finished', study: name, objectives, ...outcome, report, seconds });
    return outcome;
  } finally {
    stop.dispose();
    await closeSlots();
  }
}

function openSlots(options: RunOptions, workers: number): readonly WorkerSlot[] {
  const { studyFile, overrides, engine, debug, onEvent } = options;
  // Several workers share the cores, one thread each; a single one may use them all.
  const settings = { studyFile, overrides, engine, debug, ...(workers > 1 && { threads: 1 }) };
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

async function conduct(
  options: RunOptions,
  task: Task,
  slots: readonly WorkerSlot[],
  stop: StopSignal,
): Promise<StudyOutcome> {
  const { study, folder, onEvent } = options;
  await clearReport(folder);
  const report = openReport(options, slots.length, task);
  const ledger: TrialLedger = new TrialLedger(study, {
    onEvent,
    onFinished: (trial) => onEvent({ type: 'trial-finished', trial, best: report.update(ledger.trials).best }),
  });
  const context: StudyContext = { study, folder, ledger, slots, stop, onEvent };
  try {
    await (needsBenchmark(study) ? runInGenerations(context) : runFreely(context));
    const { hopeless } = ledger;
    if (hopeless) throw new OrtuneError(`every trial fails in the same way: ${hopeless.reason}`);
  } finally {
    const reason = stop.reason === undefined || stop.reason === 'failed' ? 'stopped' : stop.reason;
    ledger.failUnfinished({ kind: reason, reason });
  }
  const ranking = report.update(ledger.trials);
  await report.written();
  return { reason: endReason(stop, ledger.ending), ...ranking };
}

function openReport({ study, engine, folder, ...options }: RunOptions, workers: number, task: Task): ReportFile {
  const { studyFile, overrides } = options;
  const run = { study, engine, workers, options: { studyFile, ...overrides }, environment: readEnvironment() };
  return reportFile(folder, run, task.kind, (error) => {
    options.onEvent({ type: 'warning', message: error instanceof Error ? error.message : String(error) });
  });
}

function endReason({ reason }: StopSignal, ending?: Ending): EndReason {
  return reason === 'timeout' || reason === 'interrupted' ? reason : (ending ?? 'complete');
}
