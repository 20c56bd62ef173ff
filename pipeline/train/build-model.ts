import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError, OrtuneError } from '../errors.js';
import type { Task } from '../load/data.js';
import { randomStream } from '../random/random-stream.js';
import { withSeededMathRandom } from '../random/with-seeded-math-random.js';
import { checkModel } from './check-model.js';
import type { SeedPath } from './seed-path.js';

/**
 * The untrained network of a trial, from the study's `model` function: the same seed path gives bit-equal weights.
 * `task.inputShape` is what the network sees, after the input transform. An engine must be active.
 * @throws ModelError when the function fails or its network does not fit the task.
 */
export function buildModel<H>(
  model: (hp: H, task: Task) => LayersModel,
  hp: H,
  task: Task,
  seedPath: SeedPath,
): LayersModel {
  const built: unknown = withSeededMathRandom(randomStream(...seedPath, 'weights'), () => {
    try {
      return model(hp, task);
    } catch (cause) {
      if (cause instanceof OrtuneError) throw cause;
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new ModelError(`the study's \`model\` function failed: ${message}`, { cause });
    }
  });
  return checkModel(built, task);
}
