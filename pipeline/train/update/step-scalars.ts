import type * as tf from '@tensorflow/tfjs-core';
import type { InputSpec } from '../../compiler/engine.js';
import type { StepScalars } from '../optimizers/optimizer.js';

/** What changes from update to update; `momentum` where the schedule moves it. */
export type StepNumbers = { readonly [K in keyof StepScalars]: number };

export type ScalarName = keyof StepNumbers;

export const scalarSpecs = (names: readonly ScalarName[]): Readonly<Record<string, InputSpec>> =>
  Object.fromEntries(names.map((name) => [name, { shape: [], dtype: 'float32' }]));

/** One run's values as a program takes them. */
export const scalarInputs = (names: readonly ScalarName[], numbers: StepNumbers): Record<string, Float32Array> =>
  Object.fromEntries(names.map((name) => [name, Float32Array.of(numbers[name] ?? Number.NaN)]));

/** The inputs of a program that are scalars of the update. */
export function scalarsAmong(inputs: Readonly<Record<string, tf.Tensor>>, names: readonly ScalarName[]): StepScalars {
  const { learningRate, step, momentum } = inputs as Record<ScalarName, tf.Scalar>;
  return { learningRate, step, ...(names.includes('momentum') && { momentum }) };
}
