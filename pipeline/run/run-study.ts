import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { EngineName } from '../compiler/engine.js';
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
import { localPlaces } from './local-places.js';
import { queuePlaces } from './queue/queue-places.js';
import { claimStudy, type Existing } from './record/claim-study.js';
import { openRecording } from './record/open-recording.js';
import { lookAtBest } from './report/look-at-best.js';
import { type ReportFile, reportFile } from './report-file.js';
import { stopSignal } from './stop-signal.js';
import type { DataFacts, StudyPlaces } from './study-places.js';

export interface RunOptions {
  /** With `overrides` applied. */
  readonly study: Study;
  /** Workers load the study file themselves, and apply these. */
  readonly studyFile: string;
  readonly overrides: StudyOverrides;
  readonly engine: EngineName;
  /** ONNX Runtime's, for the training; default its CPU kernels. */
  readonly executionProviders?: readonly string[];
  /** The folder of this study's reports, which is writable. */
  readonly folder: string;
  /** Where the study is recorded. */
  readonly recording: RecordingOptions;
  /** Trials are given to the workers of this queue, which is in the storage, a PostgreSQL database; default: to processes of this machine. */
  readonly queue?: string;
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
  const { study, engine, executionProviders, folder, onEvent } = options;
  const begun = performance.now();
  const generation = study.reproducible?.generation ?? study.trials;
  const workers = Math.min(study.workers ?? availableParallelism(), study.trials, generation);
  const { name, objectives, constraints, trials, seed } = study;
  onEvent({ type: 'study-started', study: name, trials, workers, engine, seed, objectives });
  const explanation = explainSampler(study);
  if (explanation) onEvent({ type: 'sampler-chosen', explanation });
  const history = await loadWarmHistory(study);
  if (history) onEvent(warmStartEvent(history));

  const { storage, existing = 'replace-ended' } = options.recording;
  const place = { storage: storage ?? join(folder, 'study.db'), isOwn: storage === undefined };
  const claim = await claimStudy({ name, existing, ...place });
  const stop = stopSignal(options.interrupt, study.stopWhen.seconds);
  const places = openPlaces(options, place.storage, workers);
  // What goes wrong with it shows at the end, where it is done again.
  const closePlaces = () => places.close().catch(() => undefined);
  stop.signal.addEventListener('abort', closePlaces, { once: true });
  try {
    if (stop.signal.aborted) await closePlaces();
    const opened = await places.open(stop);
    const outcome: StudyOutcome = opened ? await conductWith(opened) : { reason: endReason(stop), ranking: [] };
    const seconds = (performance.now() - begun) / 1000;
    const report = opened && folder;
    onEvent({ type: 'study-finished', study: name, objectives, constraints, explanation, ...outcome, report, seconds });
    return outcome;
  } finally {
    stop.dispose();
    await places.close().finally(() => claim.close());
  }

  async function conductWith({ task, dataHash }: DataFacts): Promise<StudyOutcome> {
    const environment = readEnvironment();
    const recording = await openRecording({
      claim,
      study,
      resume: existing === 'resume',
      facts: { engine, executionProviders, dataHash, warmStart: history && describeHistory(history) },
      versions: environment.versions,
      onWarning: (message) => onEvent({ type: 'warning', message }),
    });
    // What an earlier run left there has been read, should it be what this one starts from.
    if (recording.restored.length === 0) await clearReport(folder);
    const report = openReport(options, { workers, history, task, environment });
    return conduct({ study, folder, history, slots: places.slots, stop, report, recording, onEvent });
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

function openPlaces(options: RunOptions, storage: string, workers: number): StudyPlaces {
  const { queue } = options;
  return queue === undefined ? localPlaces(options, workers) : queuePlaces(options, { storage, queue }, workers);
}

function openReport(
  { study, studyFile, overrides, engine, folder, interrupt, onEvent }: RunOptions,
  { task, ...run }: Pick<StudyRun, 'workers' | 'history' | 'environment'> & { readonly task: Task },
): ReportFile {
  const commandLine = { studyFile, ...overrides };
  const onWarning = (message: string) => onEvent({ type: 'warning', message });
  return reportFile(
    folder,
    { study, engine, options: commandLine, ...run },
    task.kind,
    (error) => onWarning(error instanceof Error ? error.message : String(error)),
    (ended) => lookAtBest({ folder, study, ended, interrupt, onWarning }),
  );
}
