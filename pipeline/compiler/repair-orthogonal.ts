import * as tf from '@tensorflow/tfjs-core';
import { initializers } from '@tensorflow/tfjs-layers';

/** An initialiser of tfjs-layers, as far as it is used here. */
interface Orthogonal {
  readonly gain: number;
  readonly seed?: number;
}

/**
 * The orthogonal initialiser, every recurrent layer's default, with a factorisation in plain numbers: tfjs's own takes
 * seconds for an LSTM of 64 units, and warns that it will. Same draws, same matrix up to rounding.
 */
export function repairOrthogonal(): void {
  const prototype: object = initializers.orthogonal({ gain: 1 }).constructor.prototype;
  Reflect.set(prototype, 'apply', function (this: Orthogonal, shape: readonly number[], dtype?: 'float32' | 'int32') {
    if (shape.length < 2) throw new Error(`an orthogonal matrix needs two dimensions, got shape [${shape}]`);
    const columns = shape.at(-1) as number;
    const rows = shape.slice(0, -1).reduce((product, size) => product * size, 1);
    const [long, short] = [Math.max(rows, columns), Math.min(rows, columns)];
    return tf.tidy(() => {
      const draws = tf.randomNormal([long, short], 0, 1, dtype, this.seed).dataSync();
      const matrix = tf.tensor(orthonormalised(draws, long, short), [long, short]);
      return tf.mul(tf.reshape(rows < columns ? tf.transpose(matrix) : matrix, [...shape]), this.gain);
    });
  });
}

/**
 * Columns made orthonormal from the first to the last (modified Gram-Schmidt, each projection done twice, which is
 * orthogonal to machine precision: Giraud et al. 2005). It is Q of the QR factorisation whose R has a positive diagonal.
 */
export function orthonormalised(matrix: ArrayLike<number>, rows: number, columns: number): Float32Array {
  const done: Float64Array[] = [];
  for (let column = 0; column < columns; column++) {
    const vector = Float64Array.from({ length: rows }, (_, row) => matrix[row * columns + column] ?? 0);
    for (const other of [...done, ...done]) {
      const along = dot(vector, other);
      for (let i = 0; i < rows; i++) vector[i] = (vector[i] ?? 0) - along * (other[i] ?? 0);
    }
    const length = Math.sqrt(dot(vector, vector));
    done.push(vector.map((value) => value / length));
  }
  return Float32Array.from({ length: rows * columns }, (_, i) => done[i % columns]?.[Math.floor(i / columns)] ?? 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
