import { InferenceSession, Tensor } from 'onnxruntime-node';
import { ModelFileError } from '../errors.js';
import { type Samples, sampleCount } from './calibration/samples.js';

/** Values of one output for a batch of samples. */
export interface BatchOutput {
  readonly name: string;
  readonly values: Float32Array;
  readonly dims: readonly number[];
}

/** Small enough for the inner values of large networks, large enough that a run is more than its overhead. */
const batchSize = 32;

/**
 * Runs a model over samples, batch by batch, and hands its float32 outputs to `take`.
 * @returns how many samples: a model with a fixed batch leaves out the last ones that do not fill one
 * @throws ModelFileError where the model cannot be run on these samples
 */
export async function runModel(
  onnx: Uint8Array,
  samples: Samples,
  take: (output: BatchOutput) => void,
): Promise<number> {
  const count = sampleCount(samples);
  if (!Number.isInteger(count) || count < 1) {
    throw new ModelFileError(`${samples.x.length} values are no whole samples of shape [${samples.shape}]`);
  }
  let session: InferenceSession | undefined;
  try {
    session = await InferenceSession.create(onnx, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 });
    const [input, ...others] = session.inputMetadata;
    if (!input?.isTensor || others.length > 0) {
      throw new Error(`it has ${session.inputMetadata.length} inputs, and samples are given for one tensor`);
    }
    const [declared] = input.shape;
    const fixed = typeof declared === 'number' ? declared : undefined;
    if (fixed !== undefined && count < fixed) throw new Error(`it takes ${fixed} samples at a time, got ${count}`);
    const used = fixed === undefined ? count : count - (count % fixed);
    const size = samples.x.length / count;
    for (let start = 0; start < used; start += fixed ?? batchSize) {
      const rows = fixed ?? Math.min(batchSize, used - start);
      const x = convert(input.type, samples.x.subarray(start * size, (start + rows) * size));
      const results = await session.run({ [input.name]: new Tensor(input.type, x, [rows, ...samples.shape]) });
      for (const [name, { data, dims }] of Object.entries(results)) {
        if (data instanceof Float32Array) take({ name, values: data, dims });
      }
    }
    return used;
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new ModelFileError(`the model does not run on samples of shape [${samples.shape}]: ${problem}`, { cause });
  } finally {
    await session?.release();
  }
}

function convert(type: Tensor.Type, x: Samples['x']) {
  switch (type) {
    case 'float32':
      return Float32Array.from(x);
    case 'uint8':
      return Uint8Array.from(x);
    case 'int32':
      return Int32Array.from(x);
    case 'int64':
      return BigInt64Array.from(x, (value) => BigInt(Math.trunc(value)));
    default:
      throw new Error(`its input is of type ${type}, which samples cannot be given in`);
  }
}
