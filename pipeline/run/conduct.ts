import { OrtuneError } from '../errors.js';
import type { WarmHistory } from '../search/warm-history.js';
import type { EndReason } from '../study/end-reason.js';
import type { Study } from '../study/study.js';
import type { StudyEvent } from './events.js';
import { needsBenchmark } from './needs-benchmark.js';
import type { Ranking, ReportFile } from './report-file.js';
import { runFreely } from './run-freely.js';
import { runInGenerations } from './run-in-generations.js';
import { runReproducibly } from './run-reproducibly.js';
import type { StudyContext } from './run-trial.js';
import type { StopSignal } from './stop-signal.js';
import { callbackRunner } from './study-callbacks.js';
import { type Ending, TrialLedger } from './trial-ledger.js';
import type { WorkerSlot } from './worker-slot.js';

export interface StudyOutcome extends Ranking {
  readonly reason: EndReason;
}

export interface ConductRequest {
  readonly study: Study;
  /** The folder of the reports. */
  readonly folder: string;
  readonly history: WarmHistory | undefined;
  /** Their processes have loaded the data. */
  readonly slots: readonly WorkerSlot[];
  readonly stop: StopSignal;
  readonly report: ReportFile;
  readonly onEvent: (event: StudyEvent) => void;
}

/**
 * Runs the trials of a study, keeps its report up to date and calls its callbacks.
 * @throws OrtuneError when every trial fails in the same way
 */
export async function conduct(request: ConductRequest): Promise<StudyOutcome> {
  const { study, folder, slots, stop, report, onEvent } = request;
  const callbacks = callbackRunner(study.callbacks, (message) => onEvent({ type: 'warning', message }));
  const ledger: TrialLedger = new TrialLedger(study, {
    history: request.history?.trials,
    onEvent,
    onFinished(trial) {
      const ranking = report.update(ledger.trials);
      onEvent({ type: 'trial-finished', trial, best: ranking.best });
      callbacks.trialEnded(trial, { name: study.name, ...ranking, stop: () => ledger.end('callback') });
    },
  });
  try {
    await runTrials({ study, folder, ledger, slots, stop, onEvent });
    const { hopeless } = ledger;
    if (hopeless) throw new OrtuneError(`every trial fails in the same way: ${hopeless.reason}`);
  } finally {
    const reason = stop.reason === undefined || stop.reason === 'failed' ? 'stopped' : stop.reason;
    ledger.failUnfinished({ kind: reason, reason });
  }
  const reason = endReason(stop, ledger.ending);
  const ranking = report.update(ledger.trials, reason);
  await report.written();
  await callbacks.studyEnded({ name: study.name, reason, ...ranking, report: folder });
  return { reason, ...ranking };
}

function runTrials(context: StudyContext): Promise<void> {
  const { reproducible } = context.study;
  if (reproducible) return runReproducibly(context, reproducible.generation);
  return needsBenchmark(context.study) ? runInGenerations(context) : runFreely(context);
}

/** An end from outside cuts off what would have come. */
export function endReason({ reason }: StopSignal, ending?: Ending): EndReason {
  return reason === 'timeout' || reason === 'interrupted' ? reason : (ending ?? 'complete');
}
