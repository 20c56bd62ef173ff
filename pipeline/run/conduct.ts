import { OrtuneError } from '../errors.js';
import type { WarmHistory } from '../search/warm-history.js';
import type { EndReason } from '../study/end-reason.js';
import { quoteSetting } from '../study/quote-setting.js';
import { settingProblem } from '../study/setting-problem.js';
import type { Study } from '../study/study.js';
import type { TrialState } from '../study/trial.js';
import type { StudyEvent } from './events.js';
import { needsBenchmark } from './needs-benchmark.js';
import { outbox } from './outbox.js';
import { pauseGate } from './pause-gate.js';
import type { Recording } from './record/open-recording.js';
import type { StudyRequest } from './record/study-requests.js';
import type { Ranking, ReportFile } from './report-file.js';
import { runFreely } from './run-freely.js';
import { runInGenerations } from './run-in-generations.js';
import { runReproducibly } from './run-reproducibly.js';
import type { StudyContext } from './run-trial.js';
import type { AskedSetting } from './setting-chooser.js';
import type { StopSignal } from './stop-signal.js';
import { callbackRunner } from './study-callbacks.js';
import { isCutOff } from './trial-failure.js';
import { type Ending, TrialLedger } from './trial-ledger.js';
import { measureVariants } from './variants/measure-variants.js';
import { removeCheckpoint } from './worker/trial-checkpoint.js';
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
  readonly recording: Recording;
  readonly onEvent: (event: StudyEvent) => void;
}

/**
 * Runs the trials of a study, records them, keeps its report up to date and calls its callbacks. What happens is recorded before
 * anybody is told of it.
 * @throws OrtuneError when every trial fails in the same way, or the study cannot be recorded any more
 */
export async function conduct(request: ConductRequest): Promise<StudyOutcome> {
  const { study, folder, slots, stop, report, recording, onEvent } = request;
  const { recorder } = recording;
  const callbacks = callbackRunner(study.callbacks, (message) => onEvent({ type: 'warning', message }));
  const out = outbox(() => stop.stop('failed'));
  /** The trials as they are recorded: those of the ledger may be ahead. */
  const recorded = recording.restored.map(({ record }) => record);

  // It does no harm but for the space it takes.
  const warnOfLeftover = (error: Error) =>
    onEvent({ type: 'warning', message: `a checkpoint cannot be removed: ${error.message}` });

  const ledger: TrialLedger = new TrialLedger(study, {
    history: request.history?.trials,
    restored: recording.restored,
    onEvent(event) {
      if (event.type !== 'trial-started' && event.type !== 'epoch') {
        out.add(undefined, () => onEvent(event));
        return;
      }
      const trial = ledger.get(event.trial);
      const record = () =>
        event.type === 'epoch'
          ? recorder.epoch(trial, event.record)
          : recorder.begin(trial, ledger.enqueuedAs(trial.number), ledger.waitingAs(trial.number));
      out.add(record, () => {
        recorded[trial.number] = trial;
        onEvent(event);
      });
    },
    onFinished(trial, failure) {
      const record = async () => {
        await recorder.finish(trial, failure);
        // Not before the end is recorded; a trial that was cut off goes on from there when the study is resumed.
        if (!failure || !isCutOff(failure)) await removeCheckpoint(folder, trial.number).catch(warnOfLeftover);
      };
      out.add(record, () => {
        recorded[trial.number] = trial;
        const ranking = report.update([...recorded]);
        onEvent({ type: 'trial-finished', trial, best: ranking.best });
        callbacks.trialEnded(trial, { name: study.name, ...ranking, stop: () => ledger.end('callback') });
      });
    },
    onLost(trial, failure) {
      const { number } = trial;
      const message = `trial ${number} is run again: ${failure.reason}`;
      out.add(
        () => recorder.finish(trial, failure),
        () => onEvent({ type: 'warning', message }),
      );
    },
    onRefused: refuse,
  });
  const gate = pauseGate(stop.signal);
  const context: StudyContext = {
    study,
    folder,
    ledger,
    slots,
    stop,
    gate,
    recorded: () => out.settled(),
    onEvent: (event) => out.add(undefined, () => onEvent(event)),
    onTimed: (number, model) =>
      out.add(
        () => recorder.timed(number, model),
        () => undefined,
      ),
  };
  if (recording.restored.length > 0) onEvent(resumedEvent(request, report.update([...recorded])));
  const endWith = (error: unknown) =>
    out.add(
      () => Promise.reject(error),
      () => undefined,
    );
  const stopSigns = recording.giveSigns(endWith);
  const stopListening = recording.listen({ onRequest: obey, onEnqueued, onError: endWith });
  try {
    await runTrials(context);
    const { hopeless } = ledger;
    if (hopeless) throw new OrtuneError(`every trial fails in the same way: ${hopeless.reason}`);
  } finally {
    const reason = stop.reason === undefined || stop.reason === 'failed' ? 'stopped' : stop.reason;
    ledger.failUnfinished({ kind: reason, reason });
    // Before anything else: what cannot be recorded is why the rest went wrong.
    await out.settled().finally(async () => {
      stopSigns();
      await stopListening();
      // What it says of a failure is told before the study's own end is, not after; that it fails is told there.
      await report.written().catch(() => undefined);
    });
  }
  const variants = await measureVariants({ study, folder, trials: ledger.trials, signal: stop.signal, onEvent });
  const reason = endReason(stop, ledger.ending);
  await recorder.ended(reason);
  const ranking = report.update(ledger.trials, reason, variants);
  await report.written();
  await callbacks.studyEnded({ name: study.name, reason, ...ranking, report: folder });
  return { reason, ...ranking };

  function obey(request: StudyRequest): void {
    if (request === 'stop') stop.stop('interrupted');
    else if ((request === 'pause') !== gate.isClosed) {
      if (request === 'pause') gate.close();
      else gate.open();
      const isPaused = gate.isClosed;
      const event = { type: isPaused ? 'study-paused' : 'study-continued' } as const;
      out.add(
        () => recorder.paused(isPaused),
        () => onEvent(event),
      );
    }
  }

  function onEnqueued(asked: AskedSetting): void {
    const problem = settingProblem(study.space, asked.parameters, study.allows);
    if (problem === undefined) ledger.ask(asked);
    else refuse(asked, problem);
  }

  function refuse({ parameters, trial }: AskedSetting, reason: string): void {
    const message = `a trial of ${quoteSetting(parameters)} was asked for, which cannot be run: ${reason}`;
    out.add(
      () => recorder.refuse(trial, reason),
      () => onEvent({ type: 'warning', message }),
    );
  }
}

function resumedEvent({ recording }: ConductRequest, { best }: Ranking): StudyEvent {
  const states = recording.restored.map(({ record }) => record.state);
  const count = (wanted: TrialState) => states.filter((state) => state === wanted).length;
  const finished = { COMPLETE: count('COMPLETE'), PRUNED: count('PRUNED'), FAIL: count('FAIL') };
  return { type: 'study-resumed', storage: recording.storage, finished, again: count('WAITING'), best };
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
