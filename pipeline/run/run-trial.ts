import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OrtuneError, ReportFolderError } from '../errors.js';
import { describeViolation, hardConstraints, violatedConstraints } from '../rank/constraint-violations.js';
import { trialModelPath } from '../report/write-report.js';
import type { Study } from '../study/study.js';
import type { TrialRecord } from '../study/trial.js';
import type { TimedModel } from '../study/trial-timing.js';
import type { StudyEvent } from './events.js';
import type { PauseGate } from './pause-gate.js';
import { timedBounds, timingViolation } from './preflight-timing.js';
import type { StopSignal } from './stop-signal.js';
import type { TrialFailure } from './trial-failure.js';
import type { TrialLedger } from './trial-ledger.js';
import type { TrialOrder } from './worker/protocol.js';
import { TrialFailedError, WorkerDiedError, type WorkerProcess } from './worker/worker-process.js';
import type { WorkerSlot } from './worker-slot.js';

/** What the parts of a running study share. */
export interface StudyContext {
  readonly study: Study;
  /** The folder of this study's reports. */
  readonly folder: string;
  readonly ledger: TrialLedger;
  readonly slots: readonly WorkerSlot[];
  readonly stop: StopSignal;
  /** Every trial passes it before it is chosen or, in a generation that is chosen together, before it begins. */
  readonly gate: PauseGate;
  /** Waits until everything so far is recorded and told. @throws what kept it from being recorded */
  readonly recorded: () => Promise<void>;
  /** A trial that has ended was timed. */
  readonly onTimed: (number: number, model: TimedModel) => void;
  readonly onEvent: (event: StudyEvent) => void;
}

/**
 * Pre-flight: the untrained network is built, exported and, where a constraint is about what timing tells, timed. The
 * trial is pruned here when a hard constraint is already broken, before any training time is spent on it.
 * While it is timed nothing may train.
 * @returns whether the trial is worth training
 */
export async function prepareTrial(context: StudyContext, slot: WorkerSlot, trial: TrialRecord): Promise<boolean> {
  const { ledger, study, stop } = context;
  const timed = timedBounds(study.constraints).length > 0;
  ledger.start(trial.number);
  ledger.progress(trial.number, { type: 'phase', phase: 'preparing' });
  await context.recorded();
  return withinTrial(context, trial, slot, async (worker, order) => {
    const { metrics, file } = await worker.prepare(order, timed);
    ledger.measured(trial.number, metrics);
    const [broken] = violatedConstraints(metrics, hardConstraints(study.constraints));
    let violation = broken && describeViolation(broken, metrics);
    if (file !== undefined) {
      violation ??= await timingViolation(file, study, stop.signal);
      await rm(dirname(file), { recursive: true, force: true });
    }
    if (violation !== undefined) ledger.prune(trial.number, `${violation} (before training)`);
    return violation === undefined;
  });
}

/**
 * Trains a prepared trial, which the pruner may end after any epoch but the last.
 * @returns whether it is trained: its verified model.onnx is in its folder then
 */
export async function trainTrial(context: StudyContext, slot: WorkerSlot, trial: TrialRecord): Promise<boolean> {
  const { ledger } = context;
  return withinTrial(context, trial, slot, async (worker, order) => {
    ledger.progress(trial.number, { type: 'phase', phase: 'training' });
    let reason: string | undefined;
    const trained = await worker.train(order, {
      onPhase: (progress) => ledger.progress(trial.number, progress),
      onInitialisation: (progress) => ledger.progress(trial.number, progress),
      onResumed({ records, epochs, score }) {
        for (const record of records) ledger.progress(trial.number, { type: 'epoch', record, epochs, score });
      },
      onWarning: ({ message }) => ledger.warn(trial.number, message),
      onEpoch(progress) {
        ledger.progress(trial.number, progress);
        if (progress.record.epoch < progress.epochs) {
          reason = ledger.reasonToPrune(trial.number, progress.epochs);
        }
        return reason === undefined ? 'continue' : 'stop';
      },
    });
    ledger.trained(trial.number, trained);
    if (reason !== undefined) ledger.prune(trial.number, reason);
    return reason === undefined;
  });
}

/** Does a part of a trial's work; a failure of the trial or the death of its worker costs that trial and no more. */
async function withinTrial(
  { folder, ledger, stop }: StudyContext,
  trial: TrialRecord,
  slot: WorkerSlot,
  work: (worker: WorkerProcess, order: TrialOrder) => Promise<boolean>,
): Promise<boolean> {
  const { number, parameters } = trial;
  // A worker that cannot be had again, because the data is gone for example, is the study's failure and not the trial's.
  const worker = await slot.worker(number).catch((error: unknown) => {
    if (error instanceof WorkerDiedError) return error;
    throw error;
  });
  try {
    if (worker instanceof WorkerDiedError) throw worker;
    return await work(worker, { number, parameters, folder: dirname(trialModelPath(folder, number)) });
  } catch (error) {
    if (error instanceof ReportFolderError) throw error;
    if (error instanceof TrialFailedError && error.failure.kind === ReportFolderError.name) {
      throw new ReportFolderError(error.failure.reason);
    }
    ledger.fail(number, failureOf(error, stop));
    return false;
  }
}

function failureOf(error: unknown, { reason }: StopSignal): TrialFailure {
  // Whatever breaks when the study is being stopped, breaks because of that.
  if (reason !== undefined) return { kind: reason, reason: reason === 'failed' ? 'stopped' : reason };
  if (error instanceof TrialFailedError) return error.failure;
  // Workers die of many things: the message tells two of them apart.
  if (error instanceof WorkerDiedError) {
    return { kind: error.message, reason: error.message, isLost: !error.wasCondemned };
  }
  if (error instanceof OrtuneError) return { kind: error.name, reason: error.message };
  throw error;
}
