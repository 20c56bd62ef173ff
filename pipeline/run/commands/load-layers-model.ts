import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { io } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { z } from 'zod';
import { ModelFileError } from '../../errors.js';

/** What `model.save()` writes as model.json; the topology itself is checked by tfjs when the model is built. */
const modelJson = z.object({
  format: z.string().optional(),
  modelTopology: z.looseObject({}),
  weightsManifest: z
    .array(
      z.object({
        paths: z.array(z.string()).min(1),
        weights: z.array(z.looseObject({ name: z.string(), shape: z.array(z.int().min(0)), dtype: z.string() })),
      }),
    )
    .min(1),
});

/**
 * A saved tfjs LayersModel with its weights. The tfjs backend that is current gets the variables.
 * @throws ModelFileError naming the file and what is wrong with it.
 */
export async function loadLayersModelFile(file: string): Promise<LayersModel> {
  const parsed = parseModelJson(file, await readModelFile(file));
  const buffers = await Promise.all(
    parsed.weightsManifest.flatMap((group) => group.paths).map((path) => readModelFile(join(dirname(file), path))),
  );
  const weightData = Buffer.concat(buffers);
  const weightSpecs = io.getWeightSpecs(parsed.weightsManifest as io.WeightsManifestConfig);
  checkLength(file, weightSpecs, weightData.length);
  try {
    return await loadLayersModel(
      io.fromMemory({
        modelTopology: parsed.modelTopology,
        weightSpecs,
        weightData: new Uint8Array(weightData).buffer,
      }),
    );
  } catch (cause) {
    throw new ModelFileError(
      `\`${file}\` is not a model that tfjs can build: ${message(cause)}. ` +
        'If it has custom layers, register them (tf.serialization.registerClass) and call `exportModel` of `ortune/export`.',
      { cause },
    );
  }
}

function parseModelJson(file: string, bytes: Buffer): z.output<typeof modelJson> {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new ModelFileError(
      `\`${file}\` is not JSON: ${message(cause)}. Give the model.json that \`model.save()\` wrote.`,
      {
        cause,
      },
    );
  }
  const result = modelJson.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    const where = issue?.path.join('.') || 'the file';
    throw new ModelFileError(
      `\`${file}\` is not a tfjs model.json: \`${where}\`: ${issue?.message ?? 'wrong'}. Give the model.json that \`model.save()\` wrote.`,
    );
  }
  if (result.data.format === 'graph-model') {
    throw new ModelFileError(
      `\`${file}\` is a tfjs GraphModel (converted from TensorFlow); only LayersModels can be exported. ` +
        'Convert the TensorFlow original with tf2onnx.',
    );
  }
  return result.data;
}

async function readModelFile(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new ModelFileError(
      missing
        ? `\`${file}\` does not exist. Give the path of a model.json; its weight files lie beside it.`
        : message(cause),
      { cause },
    );
  }
}

/** Weight files are bare numbers: their length is all there is to check. */
function checkLength(file: string, specs: readonly io.WeightsManifestEntry[], bytes: number): void {
  // Strings and quantised weights have lengths of their own, which tfjs checks.
  if (specs.some((spec) => spec.dtype === 'string' || spec.quantization)) return;
  const size = (dtype: string) => (dtype === 'bool' || dtype === 'uint8' ? 1 : dtype === 'complex64' ? 8 : 4);
  const wanted = specs.reduce((sum, { shape, dtype }) => sum + size(dtype) * shape.reduce((a, b) => a * b, 1), 0);
  if (wanted !== bytes) {
    throw new ModelFileError(
      `the weight files of \`${file}\` hold ${bytes} bytes but its weights need ${wanted}: they are truncated or belong to another model`,
    );
  }
}

function message(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';
}
