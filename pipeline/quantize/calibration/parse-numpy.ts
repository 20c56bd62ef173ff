import { DatasetError } from '../../errors.js';
import { type Fail, parseNpy, unzipNpz } from '../../load/numpy-file.js';
import type { Samples } from './samples.js';

/**
 * Samples from the bytes of a .npy or .npz file, first dimension first.
 * @param name of the file, for messages; its end says which of the two it is
 * @param wanted names of the array in an .npz that holds several, the first that is there
 * @throws DatasetError naming the file and what is wrong with it
 */
export function parseNumpy(bytes: Uint8Array, name: string, wanted: readonly string[]): Samples {
  const fail = (problem: string, cause?: unknown): never => {
    throw new DatasetError(`\`${name}\` gives no samples: ${problem}`, { cause });
  };
  const isArchive = name.toLowerCase().endsWith('.npz');
  const array = parseNpy(isArchive ? pick(unzipNpz(bytes, fail), wanted, fail) : bytes, fail);
  const [count, ...shape] = array.shape;
  if (count === undefined || shape.length === 0) {
    return fail(`its shape is [${array.shape}]; the first dimension must count samples, as in [100, 28, 28, 1]`);
  }
  if (count === 0) return fail('it has no rows');
  const { data } = array;
  if (data instanceof Uint8Array || data instanceof Float32Array) return { x: data, shape };
  if (
    data instanceof Float64Array ||
    data instanceof Int8Array ||
    data instanceof Int16Array ||
    data instanceof Uint16Array ||
    data instanceof Int32Array
  ) {
    return { x: Float32Array.from(data), shape };
  }
  if (data instanceof BigInt64Array) return { x: Float32Array.from(data, Number), shape };
  return fail(`its elements are of type ${array.dtype}; save it as float32 or uint8`);
}

function pick(arrays: ReadonlyMap<string, Uint8Array>, wanted: readonly string[], fail: Fail): Uint8Array {
  const found = wanted.map((name) => arrays.get(name)).find((bytes) => bytes !== undefined);
  const [only, ...others] = arrays.values();
  if (found) return found;
  if (only && others.length === 0) return only;
  return fail(`it holds ${[...arrays.keys()].join(', ') || 'nothing'}; call the array of samples \`x\``);
}
