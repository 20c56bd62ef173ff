import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Engine, InputSpec, Program } from '../../compiler/engine.js';
import type { UpdateState } from './update-state.js';

/** The update that ends a group of batches. */
export interface GroupUpdate {
  run(scalars: { learningRate: number; step: number }): Promise<void>;
  dispose(): void;
}

/** A program of its own, compiled when it is first run; absent where every batch makes an update. */
export function createGroupUpdate(
  engine: Engine,
  model: LayersModel,
  { accumulation, variables }: UpdateState,
): GroupUpdate | undefined {
  if (!accumulation) return undefined;
  const scalar: InputSpec = { shape: [], dtype: 'float32' };
  let program: Program<'learningRate' | 'step', never> | undefined;
  return {
    async run({ learningRate, step }) {
      program ??= await engine.compile<'learningRate' | 'step', never>({
        name: 'update',
        inputs: { learningRate: scalar, step: scalar },
        state: [...model.weights.map((weight) => weight.read() as tf.Variable), ...variables],
        step(inputs) {
          accumulation.apply({ learningRate: inputs.learningRate as tf.Scalar, step: inputs.step as tf.Scalar });
          return {};
        },
      });
      await program.run({ learningRate: Float32Array.of(learningRate), step: Float32Array.of(step) });
    },
    dispose: () => program?.dispose(),
  };
}
