import { ModelFileError } from '../errors.js';
import { measureParity, type Parity } from '../export/measure-parity.js';
import type { Samples } from './calibration/samples.js';
import { runModel } from './run-model.js';

/**
 * What a model gives beside another for the same samples, on its first float32 output.
 * @throws ModelFileError where one does not run, or their outputs differ in size
 */
export async function compareModels(reference: Uint8Array, candidate: Uint8Array, samples: Samples): Promise<Parity> {
  const [expected, given] = [await firstOutput(reference, samples), await firstOutput(candidate, samples)];
  const { rows, values } = expected;
  if (rows !== given.rows || values.length !== given.values.length) {
    throw new ModelFileError(`the models differ in their output: ${values.length} and ${given.values.length} values`);
  }
  const columns = values.length / rows;
  return measureParity({ reference: values, candidate: given.values, rows, columns, kind: 'classification' });
}

export interface ModelOutput {
  /** Samples it is of. */
  readonly rows: number;
  /** Row-major. */
  readonly values: Float32Array;
}

/** What the first float32 output of a model is. */
export async function firstOutput(onnx: Uint8Array, samples: Samples): Promise<ModelOutput> {
  const parts: Float32Array[] = [];
  let output: string | undefined;
  const rows = await runModel(onnx, samples, ({ name, values }) => {
    output ??= name;
    if (name === output) parts.push(values);
  });
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  if (whole.length === 0) throw new ModelFileError('the model has no float32 output to compare');
  return { rows, values: whole };
}
