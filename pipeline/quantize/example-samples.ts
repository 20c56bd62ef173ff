import { InferenceSession } from 'onnxruntime-node';
import { modelInputs } from '../benchmark/model-inputs.js';
import { ModelFileError } from '../errors.js';
import type { Samples } from './calibration/samples.js';

const exampleCount = 64;

/** Random inputs of the declared shape, to hold a variant against its model where no real samples are given. */
export async function exampleSamples(onnx: Uint8Array): Promise<Samples> {
  const session = await InferenceSession.create(onnx, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  try {
    const [input, ...others] = session.inputMetadata;
    if (!input?.isTensor || others.length > 0) {
      throw new ModelFileError(
        `the model has ${session.inputMetadata.length} inputs; one tensor is what can be compared`,
      );
    }
    const [values] = modelInputs([input], exampleCount);
    if (!values) throw new ModelFileError('the model has no inputs');
    const x = values.data instanceof Uint8Array ? values.data : Float32Array.from(values.data, Number);
    return { x, shape: values.dims.slice(1) };
  } finally {
    await session.release();
  }
}
