import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Engine } from '../compiler/engine.js';
import type { LoadedData, Split } from '../load/data.js';
import type { EpochRecord } from '../study/trial.js';
import { checkCheckpoint } from './checkpoint/check-checkpoint.js';
import type { TrainingCheckpoint } from './checkpoint/training-checkpoint.js';
import { trainingFingerprint } from './checkpoint/training-fingerprint.js';
import { diagnose } from './diagnosis/diagnose.js';
import { guessingScore } from './diagnosis/guessing-score.js';
import type { TrainingVerdict } from './diagnosis/training-verdict.js';
import { earlyStopping } from './early-stopping.js';
import { createEvaluator, type Evaluator } from './evaluator.js';
import type { TrainingPlan } from './plan.js';
import { resolvePlan } from './resolve-plan.js';
import type { SplitMetrics } from './score.js';
import type { SeedPath } from './seed-path.js';
import { settleRate, withRate } from './settle-rate.js';
import { standardiseTargets } from './standardise-targets.js';
import { createEpochTrainer } from './train-epoch.js';
import { restoreVariables, saveVariables, weightsOf } from './variables-snapshot.js';

export interface TrainingRequest {
  readonly engine: Engine;
  /** From `buildModel`; afterwards it holds the trained weights. The caller disposes of it. */
  readonly model: LayersModel;
  readonly plan: TrainingPlan;
  readonly data: LoadedData;
  readonly seedPath: SeedPath;
  /** Called after every epoch, also the last; `stop` ends training there (pruning). */
  readonly onEpoch?: (record: EpochRecord) => Verdict | Promise<Verdict>;
  /** Where to go on: of a training that was the same in everything. Its epochs are not told to `onEpoch` again. */
  readonly resumeFrom?: TrainingCheckpoint;
  /** Called after every epoch that `onEpoch` let pass; only while it is waited for can the checkpoint be taken. */
  readonly onCheckpoint?: (take: () => Promise<TrainingCheckpoint>) => void | Promise<void>;
}

export type Verdict = 'continue' | 'stop';

interface Trained {
  readonly history: readonly EpochRecord[];
  /** Epochs begun and finished. */
  readonly epochs: number;
  readonly seconds: number;
  /** The optimizer's, which a schedule gives shares of. */
  readonly learningRate: number;
  /** See `diagnose`; empty where the curve is too short. */
  readonly diagnosis: TrainingVerdict | '';
}

export type TrainingResult =
  | (Trained & {
      readonly end: 'finished';
      /** Patience ran out before the last epoch. */
      readonly stoppedEarly: boolean;
      /** The epoch whose weights the model holds: the last one or, with early stopping, the best one. */
      readonly bestEpoch: number;
      /** Measured with those weights in inference mode. */
      readonly finalMetrics: Readonly<Record<'train' | 'validation' | 'test', SplitMetrics>>;
    })
  /** `onEpoch` said so; the weights are the last epoch's. */
  | (Trained & { readonly end: 'stopped' })
  /** A loss became NaN or infinite. `step` counts from 1 over the whole training. */
  | (Trained & { readonly end: 'diverged'; readonly step: number });

/**
 * Trains a model to the end of its plan. In the history, train loss and score are running averages over the epoch's
 * batches, taken while the weights changed and with noise layers active; validation values are measured after the epoch.
 * With `resumeFrom` the model has to be as new: what it is trained to then is what it would have been trained to at once.
 * @throws StudyFileError when the plan is impossible, ModelError when the model cannot be compiled, CheckpointError when
 * `resumeFrom` is of another training.
 */
export async function trainModel(request: TrainingRequest): Promise<TrainingResult> {
  const { engine, model, seedPath, resumeFrom } = request;
  const resolved = resolvePlan(request.plan, request.data.task);
  const data = standardiseTargets(request.data);
  const begun = performance.now() - (resumeFrom?.seconds ?? 0) * 1000;
  if (resumeFrom) checkCheckpoint(resumeFrom, request);
  const plan = resumeFrom
    ? withRate(resolved, resumeFrom.learningRate)
    : await settleRate({ engine, model, data, plan: resolved, seedPath });
  const parts = { engine, model, data, plan, loss: plan.loss, seedPath };
  const trainer = createEpochTrainer(parts);
  const evaluator = createEvaluator(parts);
  const stopping = plan.earlyStopping && earlyStopping(plan.earlyStopping);
  const guess = guessingScore(data.train, data.task);
  const history: EpochRecord[] = [...(resumeFrom?.history ?? [])];
  const weights = weightsOf(model);
  const trained = (diverged = false): Trained => ({
    history,
    epochs: history.length,
    seconds: secondsSince(begun),
    learningRate: plan.optimizer.learningRate,
    diagnosis: diagnose(history, guess, diverged)?.verdict ?? '',
  });
  try {
    let best = resumeFrom?.bestWeights;
    let stoppedEarly = false;
    const decide = (record: EpochRecord) => {
      const decision = stopping?.next(record);
      stoppedEarly = decision?.shouldStop === true && record.epoch < plan.epochs;
      return decision;
    };
    if (resumeFrom) restoreVariables([...weights, ...trainer.state], [...resumeFrom.weights, ...resumeFrom.state]);
    for (const record of history) decide(record);
    for (let epoch = history.length + 1; epoch <= plan.epochs && !stoppedEarly; epoch++) {
      const epochBegun = performance.now();
      const train = await trainer.train(
        epoch,
        history.map((record) => record.validationLoss),
      );
      if (train.diverged) return { ...trained(true), end: 'diverged', step: trainer.steps };
      const validation = await evaluator.evaluate(data.validation);
      if (!Number.isFinite(validation.loss)) return { ...trained(true), end: 'diverged', step: trainer.steps };
      const record: EpochRecord = {
        epoch,
        learningRate: train.learningRate,
        trainLoss: train.loss,
        trainScore: train.score,
        validationLoss: validation.loss,
        validationScore: validation.score,
        seconds: secondsSince(epochBegun),
      };
      history.push(record);
      if ((await request.onEpoch?.(record)) === 'stop') return { ...trained(), end: 'stopped' };
      if (decide(record)?.isBest) best = await saveVariables(weights);
      await request.onCheckpoint?.(async () => ({
        fingerprint: trainingFingerprint(request),
        learningRate: plan.optimizer.learningRate,
        history: [...history],
        seconds: secondsSince(begun),
        weights: await saveVariables(weights),
        state: await saveVariables(trainer.state),
        ...(best && { bestWeights: best }),
      }));
    }
    if (best) restoreVariables(weights, best);
    return {
      end: 'finished',
      stoppedEarly,
      bestEpoch: stopping?.bestEpoch ?? history.length,
      finalMetrics: await evaluateSplits(evaluator, data),
      ...trained(),
    };
  } finally {
    trainer.dispose();
    evaluator.dispose();
  }
}

async function evaluateSplits(evaluator: Evaluator, data: Readonly<Record<'train' | 'validation' | 'test', Split>>) {
  return {
    train: await evaluator.evaluate(data.train),
    validation: await evaluator.evaluate(data.validation),
    test: await evaluator.evaluate(data.test),
  };
}

function secondsSince(begun: number): number {
  return (performance.now() - begun) / 1000;
}
