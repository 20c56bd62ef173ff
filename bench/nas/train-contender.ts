import type { Engine } from '../../pipeline/compiler/engine.js';
import type { LoadedData } from '../../pipeline/load/data.js';
import { networkInputShape } from '../../pipeline/load/network-input-shape.js';
import { buildModel } from '../../pipeline/train/build-model.js';
import type { TrainingPlan } from '../../pipeline/train/plan.js';
import { trainModel } from '../../pipeline/train/train-model.js';
import type { Contender } from './contenders.js';
import type { NasRun } from './runs-csv.js';

export interface Budget {
  readonly engine: Engine;
  readonly data: LoadedData;
  readonly plan: TrainingPlan;
}

/** Trains a contender from new weights; a training that diverges has accuracies of 0. */
export async function trainContender(
  { kind, name, build }: Contender,
  seed: number,
  { engine, data, plan }: Budget,
): Promise<Omit<NasRun, 'settings'>> {
  const task = { ...data.task, inputShape: networkInputShape(data) };
  const model = buildModel((_, seen) => build(seen), {}, task, [seed]);
  try {
    const result = await trainModel({ engine, model, plan, data, seedPath: [seed] });
    const { validation, test } = result.end === 'finished' ? result.finalMetrics : diverged;
    return {
      kind,
      name,
      seed,
      parameters: model.countParams(),
      validationAccuracy: validation.score,
      testAccuracy: test.score,
      seconds: result.seconds,
    };
  } finally {
    model.dispose();
  }
}

const diverged = { validation: { score: 0 }, test: { score: 0 } };
