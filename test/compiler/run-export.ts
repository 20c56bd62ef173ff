import { InferenceSession, Tensor } from 'onnxruntime-node';
import { decodeModel } from '../../pipeline/compiler/onnx-file/decode-model.js';
import type { NamedNumbers } from './largest-difference.js';

/**
 * Runs an exported file in ONNX Runtime on one batch, inputs in the file's order.
 * @throws Error when an output's shape is not the one the file declares for this batch size.
 */
export async function runExport(
  onnx: Uint8Array,
  inputs: readonly {
    readonly data: Float32Array;
    readonly dtype: 'float32' | 'int32';
    readonly shape: readonly number[];
  }[],
): Promise<NamedNumbers> {
  const session = await InferenceSession.create(onnx, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const feeds = Object.fromEntries(
    inputs.map(({ data, dtype, shape }, i) => [
      session.inputNames[i] as string,
      dtype === 'int32' ? new Tensor('int32', Int32Array.from(data), shape) : new Tensor('float32', data, shape),
    ]),
  );
  const results = await session.run(feeds);
  const batch = inputs[0]?.shape[0] ?? 1;
  const named: Record<string, ArrayLike<number>> = {};
  const { outputs } = decodeModel(onnx).graph;
  outputs.forEach(({ name, shape }, i) => {
    const result = results[name] as Tensor;
    const declared = (shape ?? []).map((dim) => (dim === 'batch' ? batch : dim));
    if (declared.join() !== result.dims.join()) {
      throw new Error(`output \`${name}\` declares [${shape}] but has shape [${result.dims}] at batch ${batch}`);
    }
    named[`y${i}`] = result.data as Float32Array;
  });
  await session.release();
  return named;
}
