import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UsageError } from '../errors.js';
import type { Fail } from '../load/numpy-file.js';
import type { GivenInput } from './given-inputs.js';
import { inputsFromJson, inputsFromNumpy, inputsFromTensors } from './parse-inputs.js';

/**
 * Tensors for the inputs of a model from a .npz or .json file, or a folder of input_0.pb, input_1.pb, ..., as ONNX's
 * own test data are.
 * @throws UsageError that names the file and what is wrong with it
 */
export async function readInputs(path: string): Promise<readonly GivenInput[]> {
  const fail: Fail = (problem, cause) => {
    throw new UsageError(`\`${path}\` gives no inputs: ${problem}`, { cause });
  };
  const cannotRead = (cause: Error) => fail(`it cannot be read (${cause.message})`, cause);
  if ((await stat(path).catch(cannotRead)).isDirectory()) return readTensorFolder(path, fail);
  const bytes = await readFile(path).catch(cannotRead);
  const extension = basename(path).toLowerCase().split('.').at(-1);
  if (extension === 'npz') return inputsFromNumpy(bytes, fail);
  if (extension === 'json') return inputsFromJson(bytes.toString('utf8'), fail);
  return fail('it must be a .npz file, a .json file, or a folder of input_0.pb, input_1.pb and so on');
}

async function readTensorFolder(folder: string, fail: Fail): Promise<readonly GivenInput[]> {
  const files = await readdir(folder);
  const numbered = files.flatMap((file) => {
    const position = /^input_(\d+)\.pb$/.exec(file)?.[1];
    return position === undefined ? [] : [{ file, position: Number(position) }];
  });
  if (numbered.length === 0) return fail('the folder holds no input_0.pb');
  const tensors = await Promise.all(
    numbered.map(async ({ file, position }) => ({ file, position, bytes: await readFile(join(folder, file)) })),
  );
  return inputsFromTensors(tensors, fail);
}
