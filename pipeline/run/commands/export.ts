import { basename } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { openEngine } from '../../compiler/open-engine.js';
import { type ExitCode, exitCodes, ModelError } from '../../errors.js';
import { exportModel } from '../../export/export-model.js';
import { verifyExport } from '../../export/verify-export.js';
import { randomStream } from '../../random/random-stream.js';
import { writeFileOrExplain } from '../../report/write-file-or-explain.js';
import { formatMetric } from '../progress/format-value.js';
import { loadLayersModelFile } from './load-layers-model.js';

const parityRows = 64;

/** `ortune export`: a saved LayersModel becomes an .onnx, which is written only if it gives the same. @throws OrtuneError */
export async function exportFile(modelJson: string, output: string): Promise<ExitCode> {
  // tfjs's own kernels are the reference the exported file is held against.
  await (await openEngine('cpu')).activate();
  const model = await loadLayersModelFile(modelJson);
  const onnx = await exportModel({ model, name: model.name });
  const { x, y, inputShape } = await exampleOutputs(model);
  const parity = await verifyExport({ onnx, x, inputShape, reference: y, kind: 'classification' });
  await writeFileOrExplain(output, onnx);
  const top1 = parity.top1 === undefined ? '' : `, same top class in ${(100 * parity.top1).toFixed(1)} %`;
  process.stdout.write(
    `${output}: ${formatMetric('model.bytes', onnx.length)}, ${formatMetric('model.parameters', model.countParams())} parameters\n` +
      `parity with ${basename(modelJson)} on ${parityRows} random inputs: largest difference ${parity.maxAbs.toPrecision(3)}${top1}\n`,
  );
  return exitCodes.done;
}

async function exampleOutputs(model: LayersModel) {
  const [input] = model.inputs;
  if (!input || model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw new ModelError(
      `\`${model.name}\` has ${model.inputs.length} inputs and ${model.outputs.length} outputs: only models with one of each are exported`,
    );
  }
  const inputShape = input.shape.slice(1).map((size) => size ?? 1);
  const random = randomStream(0, 'export', 'parity');
  const length = parityRows * tf.util.sizeFromShape(inputShape);
  // Integer inputs are indices into an embedding, whose length is not known here: 0 and 1 are always there.
  const draw = input.dtype === 'int32' ? () => random.below(2) : () => random.normal();
  const x = Float32Array.from({ length }, draw);
  const y = tf.tidy(() => model.predict(tf.tensor(x, [parityRows, ...inputShape], input.dtype)) as tf.Tensor);
  return { x, inputShape, y: Float32Array.from(await y.data()) };
}
