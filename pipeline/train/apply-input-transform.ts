import * as tf from '@tensorflow/tfjs-core';
import type { CategoricalColumn, InputTransform, NumericColumn } from '../load/data.js';

/**
 * What the network sees of raw samples, as tensor operations: the same ones run in the training step and stand in the
 * exported graph. `x` is float32 [batch, ...inputShape].
 * `standardise` keeps the shape. `columns` takes [batch, columns] and gives the scaled numbers of all numeric columns,
 * in column order, followed by the one-hot codes of all categorical ones, in column order.
 */
export function applyInputTransform(x: tf.Tensor, transform: InputTransform): tf.Tensor {
  switch (transform.kind) {
    case 'identity':
      return x;
    case 'standardise':
      return standardise(x, transform.mean, transform.std);
    case 'columns': {
      const numeric = transform.columns.flatMap((column, index) =>
        column.kind === 'numeric' ? [{ column, index }] : [],
      );
      const categorical = transform.columns.flatMap((column, index) =>
        column.kind === 'categorical' ? [{ column, index }] : [],
      );
      const parts = [
        ...(numeric.length > 0 ? [scaledNumbers(x, numeric)] : []),
        ...(categorical.length > 0 ? [oneHotCodes(x, categorical)] : []),
      ];
      return parts.length === 1 ? (parts[0] as tf.Tensor) : tf.concat(parts, 1);
    }
  }
}

function standardise(x: tf.Tensor, mean: readonly number[], std: readonly number[]): tf.Tensor {
  const centred = mean.every((value) => value === 0) ? x : tf.sub(x, constant(mean));
  return std.every((value) => value === 1) ? centred : tf.div(centred, constant(std));
}

function scaledNumbers(x: tf.Tensor, columns: readonly { column: NumericColumn; index: number }[]): tf.Tensor {
  const values = pick(
    x,
    columns.map(({ index }) => index),
  );
  const missing = tf.isNaN(values);
  // Zeros first, then the fill values by arithmetic: NaN * 0 would stay NaN.
  const known = tf.where(missing, tf.zerosLike(values), values);
  const fills = tf.mul(tf.cast(missing, 'float32'), constant(columns.map(({ column }) => column.fill)));
  return standardise(
    tf.add(known, fills),
    columns.map(({ column }) => column.mean),
    columns.map(({ column }) => column.std),
  );
}

/** One column of 0 or 1 for each category. Comparing, unlike a one-hot operator, gives zeros for -1 in every runtime. */
function oneHotCodes(x: tf.Tensor, columns: readonly { column: CategoricalColumn; index: number }[]): tf.Tensor {
  const repeated = pick(
    x,
    columns.flatMap(({ column, index }) => column.categories.map(() => index)),
  );
  const codes = constant(columns.flatMap(({ column }) => column.categories.map((_, code) => code)));
  return tf.cast(tf.equal(repeated, codes), 'float32');
}

function pick(x: tf.Tensor, indices: readonly number[]): tf.Tensor {
  if (indices.length === x.shape[1] && indices.every((index, position) => index === position)) return x;
  return tf.gather(x, tf.tensor1d([...indices], 'int32'), 1);
}

/** A scalar for one value, so that it broadcasts along any last axis. */
function constant(values: readonly number[]): tf.Tensor {
  return values.length === 1 ? tf.scalar(values[0] as number) : tf.tensor1d([...values]);
}
