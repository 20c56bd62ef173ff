import { unzipSync } from 'fflate';
import { type NpyArray, parse } from 'npyjs';

/** Says what is wrong with a file, in the words of whoever reads it. */
export type Fail = (problem: string, cause?: unknown) => never;

/** An array of a .npy file, row-major. 16-bit floats become float32 unless `halves` is `bits`. */
export function parseNpy(bytes: Uint8Array, fail: Fail, halves: 'values' | 'bits' = 'values'): NpyArray {
  const array = decode(bytes, fail, halves);
  return array.fortranOrder ? fail('it is in column-major order; save it with np.ascontiguousarray(x)') : array;
}

function decode(bytes: Uint8Array, fail: Fail, halves: 'values' | 'bits'): NpyArray {
  try {
    return parse(new Uint8Array(bytes).buffer, { convertFloat16: halves === 'values' });
  } catch (cause) {
    return fail(`it is no NumPy array, or a damaged one (${cause instanceof Error ? cause.message : cause})`, cause);
  }
}

/** The bytes of the .npy files in an .npz archive, by the names of the arrays. */
export function unzipNpz(bytes: Uint8Array, fail: Fail): ReadonlyMap<string, Uint8Array> {
  try {
    return new Map(Object.entries(unzipSync(bytes)).map(([file, npy]) => [file.replace(/\.npy$/, ''), npy]));
  } catch (cause) {
    return fail(`it is no .npz archive, or a damaged one (${cause instanceof Error ? cause.message : cause})`, cause);
  }
}
