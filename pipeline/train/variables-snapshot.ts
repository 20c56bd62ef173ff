import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** The values of one variable, in row-major order. */
export type VariableValues = Float32Array | Int32Array | Uint8Array;

/** A copy of variables in JavaScript memory, in their order. */
export type VariablesSnapshot = readonly VariableValues[];

/** A model's weights, batch statistics among them, in the order of `model.weights`. */
export function weightsOf(model: LayersModel): tf.Variable[] {
  return model.weights.map((weight) => weight.read() as tf.Variable);
}

export async function saveVariables(variables: readonly tf.Variable[]): Promise<VariablesSnapshot> {
  return Promise.all(variables.map(async (variable) => (await variable.data()).slice()));
}

export function restoreVariables(variables: readonly tf.Variable[], snapshot: VariablesSnapshot): void {
  tf.tidy(() => {
    variables.forEach((variable, i) => {
      // Not a weight's `write`: it was saved as it was, after its constraint.
      variable.assign(tf.tensor((snapshot[i] as VariableValues).slice(), variable.shape, variable.dtype));
    });
  });
}
