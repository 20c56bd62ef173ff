import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { EngineName } from '../compiler/engine.js';
import { OrtuneError } from '../errors.js';
import type { Task } from '../load/data.js';
import { readEnvironment } from '../report/environment.js';
import type { StudyRun } from '../report/render-study-json.js';
import type { WarmHistory } from '../search/warm-history.js';
import { outlineOf } from '../study/outline-of.js';
import type { StudyOverrides } from '../study/override-study.js';
import type { Study } from '../study/study.js';
import { clearReport } from './clear-report.js';
import { conduct, endReason, type StudyOutcome } from './conduct.js';
import type { StudyEvent } from './events.js';
import { loadWarmHistory } from './load-warm-history.js';
import { claimStudy, type Existing } from './record/claim-study.js';
import { openRecording } from './record/open-recording.js';
import { type ReportFile, reportFile } from './report-file.js';
import { type StopSignal, stopSignal } from './stop-signal.js';
import { WorkerDiedError, type WorkerProcess } from './worker/worker-process.js';
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
  /** Where the study is recorded. */
  readonly recording: RecordingOptions;
  /** Workers print the stack of what goes wrong in a trial. */
  readonly debug?: boolean;
  /** Aborted when the user wants the study to end. */
  readonly interrupt?: AbortSignal;
  readonly onEvent: (event: StudyEvent) => void;
}

export interface RecordingOptions {
  /** Default: `study.db` in the report folder, which no other study shares. */
  readonly storage?: string;
  /** What is to become of a study of this name that is there; default `replace-ended`. */
  readonly existing?: Existing;
}

/**
 * Runs a study to its end: samples, trains in worker processes, benchmarks, and keeps the report up to date.
 * @throws OrtuneError when the study, its data or its storage is refused, or when every trial fails in the same way
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

  const { storage, existing = 'replace-ended' } = options.recording;
  const place = { storage: storage ?? join(folder, 'study.db'), isOwn: storage === undefined };
  const claim = await claimStudy({ name, existing, ...place });
  const stop = stopSignal(options.interrupt, study.stopWhen.seconds);
  const slots = openSlots(options, workers);
  const closeSlots = () => Promise.all(slots.map((slot) => slot.close()));
  stop.signal.addEventListener('abort', closeSlots, { once: true });
  try {
    if (stop.signal.aborted) await closeSlots();
    const worker = await openWorkers(slots, stop);
    const outcome: StudyOutcome = worker ? await conductWith(worker) : { reason: endReason(stop), ranking: [] };
    const seconds = (performance.now() - begun) / 1000;
    const report = worker && folder;
    onEvent({ type: 'study-finished', study: name, objectives, explanation, ...outcome, report, seconds });
    return outcome;
  } finally {
    stop.dispose();
    await closeSlots();
    await claim.close();
  }

  async function conductWith({ task, dataHash }: WorkerProcess): Promise<StudyOutcome> {
    const environment = readEnvironment();
    const recording = await openRecording({
      claim,
      study,
      resume: existing === 'resume',
      facts: { engine, dataHash, warmStart: history && describeHistory(history) },
      versions: environment.versions,
      onWarning: (message) => onEvent({ type: 'warning', message }),
    });
    // What an earlier run left there has been read, should it be what this one starts from.
    if (recording.restored.length === 0) await clearReport(folder);
    const report = openReport(options, { workers, history, task, environment });
    return conduct({ study, folder, history, slots, stop, report, recording, onEvent });
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

/** Where it is from and what it says, shortened: the same for the same trials. */
const describeHistory = ({ source, trials }: WarmHistory) =>
  `${source} ${createHash('sha256').update(JSON.stringify(trials)).digest('hex').slice(0, 12)}`;

function openSlots(options: RunOptions, workers: number): readonly WorkerSlot[] {
  const { study, studyFile, overrides, engine, debug, onEvent } = options;
  // Several workers share the cores, one thread each; a single one may use them all, unless several are to give the same.
  const isSingleThreaded = workers > 1 || study.reproducible !== undefined;
  const settings = { studyFile, overrides, engine, debug, ...(isSingleThreaded && { threads: 1 }) };
  const onOutput = (line: string) => onEvent({ type: 'output', line });
  return Array.from({ length: workers }, () => workerSlot(settings, { limits: study.limits, onOutput }));
}

/**
 * Waits until every worker has loaded the data or died of it; one is enough to begin with.
 * @returns undefined when the study was stopped meanwhile
 */
async function openWorkers(slots: readonly WorkerSlot[], stop: StopSignal): Promise<WorkerProcess | undefined> {
  const starts = await Promise.allSettled(slots.map((slot) => slot.worker()));
  if (stop.signal.aborted) return undefined;
  const errors = starts.flatMap((start): readonly unknown[] => (start.status === 'rejected' ? [start.reason] : []));
  // The study or its data is refused, which another attempt would not change.
  const refusal = errors.find((error) => !(error instanceof WorkerDiedError));
  if (refusal !== undefined) throw refusal;
  const started = starts.find((start) => start.status === 'fulfilled');
  if (started) return started.value;
  const [death] = errors;
  throw new OrtuneError(`training cannot start: ${death instanceof Error ? death.message : String(death)}`, {
    cause: death,
  });
}

function openReport(
  { study, studyFile, overrides, engine, folder, onEvent }: RunOptions,
  { task, ...run }: Pick<StudyRun, 'workers' | 'history' | 'environment'> & { readonly task: Task },
): ReportFile {
  const commandLine = { studyFile, ...overrides };
  return reportFile(folder, { study, engine, options: commandLine, ...run }, task.kind, (error) => {
    onEvent({ type: 'warning', message: error instanceof Error ? error.message : String(error) });
  });
}
