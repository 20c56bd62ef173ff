import type { Engine } from '../../pipeline/compiler/engine.js';
import type { LoadedData } from '../../pipeline/load/data.js';
import { networkInputShape } from '../../pipeline/load/network-input-shape.js';
import { buildModel } from '../../pipeline/train/build-model.js';
import type { TrainingPlan } from '../../pipeline/train/plan.js';
import { type RangeTestResult, rangeTest } from '../../pipeline/train/range-test.js';
import { type TrainingRequest, type TrainingResult, trainModel } from '../../pipeline/train/train-model.js';
import type { MethodNetwork } from './networks.js';

/** What a bench needs to train a network: the same seed gives the same initial weights, batches and masks. */
export interface Bed {
  readonly engine: Engine;
  readonly network: MethodNetwork;
  readonly data: LoadedData;
  readonly seed: number;
}

export async function trainWith(
  { engine, network, data, seed }: Bed,
  plan: TrainingPlan,
  onEpoch?: TrainingRequest['onEpoch'],
): Promise<TrainingResult> {
  const model = buildModel(network.build, {}, { ...data.task, inputShape: networkInputShape(data) }, [seed]);
  try {
    return await trainModel({ engine, model, plan, data, seedPath: [seed], onEpoch });
  } finally {
    model.dispose();
  }
}

export async function findRate({ engine, network, data, seed }: Bed, plan: TrainingPlan): Promise<RangeTestResult> {
  const model = buildModel(network.build, {}, { ...data.task, inputShape: networkInputShape(data) }, [seed]);
  try {
    return await rangeTest({ engine, model, plan, data, seedPath: [seed] });
  } finally {
    model.dispose();
  }
}

/** `perDecade` rates a decade, both bounds included. */
export function rateGrid(from: number, to: number, perDecade: number): readonly number[] {
  const count = Math.round(Math.log10(to / from) * perDecade);
  return Array.from({ length: count + 1 }, (_, i) => from * 10 ** (i / perDecade));
}

/** The validation loss at the end, infinite for a training that diverged. */
export function finalLoss(result: TrainingResult): number {
  return result.end === 'finished' ? result.finalMetrics.validation.loss : Number.POSITIVE_INFINITY;
}
