import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Engine, Program } from '../../compiler/engine.js';
import { type StepNumbers, scalarInputs, scalarSpecs, scalarsAmong } from './step-scalars.js';
import type { UpdateState } from './update-state.js';

/** The update that ends a group of batches. */
export interface GroupUpdate {
  run(scalars: StepNumbers): Promise<void>;
  dispose(): void;
}

/** A program of its own, compiled when it is first run; absent where every batch makes an update. */
export function createGroupUpdate(
  engine: Engine,
  model: LayersModel,
  { accumulation, variables, scalars }: UpdateState,
): GroupUpdate | undefined {
  if (!accumulation) return undefined;
  let program: Program<string, never> | undefined;
  return {
    async run(numbers) {
      program ??= await engine.compile<string, never>({
        name: 'update',
        inputs: scalarSpecs(scalars),
        state: [...model.weights.map((weight) => weight.read() as tf.Variable), ...variables],
        step(inputs) {
          accumulation.apply(scalarsAmong(inputs, scalars));
          return {};
        },
      });
      await program.run(scalarInputs(scalars, numbers));
    },
    dispose: () => program?.dispose(),
  };
}
