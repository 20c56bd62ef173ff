import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface TestModel {
  /** `node`, `simple`, ... */
  readonly kind: string;
  readonly name: string;
  readonly file: string;
  /** The folder of its own inputs, if it has any. */
  readonly inputs: string | undefined;
}

/** @param folder as bench/peers/onnx_test_models.py fills it */
export async function findModels(folder: string): Promise<readonly TestModel[]> {
  const models: TestModel[] = [];
  for (const kind of (await readdir(folder)).sort()) {
    for (const name of (await readdir(join(folder, kind))).sort()) {
      const place = join(folder, kind, name);
      const hasInputs = (await readdir(place)).some((file) => /^input_\d+\.pb$/.test(file));
      models.push({ kind, name, file: join(place, 'model.onnx'), inputs: hasInputs ? place : undefined });
    }
  }
  return models;
}
