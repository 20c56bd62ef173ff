import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { OrtuneError } from '../../pipeline/errors.js';
import { exportModel } from '../../pipeline/export/export-model.js';
import { engines } from './engine-pair.js';
import { largestDifference, type NamedNumbers } from './largest-difference.js';
import type { LayerCase } from './layer-cases/layer-case.js';
import { batchFor, buildCase, inferOn, inputSpecs, trainOn } from './layer-run.js';
import { runExport } from './run-export.js';

/** Single precision, as a share of the largest value of a tensor. */
const tolerance = 1e-5;
/** Two steps of Adam on top of a gradient that adds up more terms than the output has. */
const trainingTolerance = 1e-4;

const trainingBatch = 3;
const exportBatches = [1, 5];

/** One row of the table: inference, training and export of the `onnx` engine against the `cpu` reference. */
export function testLayerCase(layerCase: LayerCase): void {
  const { name, refused = {} } = layerCase;
  test(name, async () => {
    await engines.cpu.activate();
    const reference = buildCase(layerCase, layerCase.reference ?? layerCase.model);
    const wanted: Record<number, NamedNumbers> = {};
    for (const batch of refused.inference ? [] : exportBatches) {
      wanted[batch] = await inferOn(engines.cpu, layerCase, reference, batch);
    }
    const trained = refused.training ? undefined : await trainOn(engines.cpu, layerCase, reference, trainingBatch);
    dispose(reference);

    await engines.onnx.activate();
    const model = buildCase(layerCase, layerCase.model);
    const inferred = attempt(() => inferOn(engines.onnx, layerCase, model, 5));
    if (refused.inference) await expectRefusal(inferred, refused.inference);
    else expectClose(wanted[5], await inferred, tolerance);

    const exported = attempt(() => exportModel({ model, name: 'case' }));
    if (refused.exporting) await expectRefusal(exported, refused.exporting);
    else {
      const onnx = await exported;
      for (const batch of exportBatches) {
        const specs = Object.values(inputSpecs(model, batch));
        const data = Object.values(batchFor(layerCase, model, batch));
        const inputs = specs.map(({ shape, dtype }, i) => ({
          shape,
          dtype: dtype as 'float32' | 'int32',
          data: data[i] as Float32Array,
        }));
        expectClose(wanted[batch], await runExport(onnx, inputs), tolerance);
      }
    }

    const training = attempt(() => trainOn(engines.onnx, layerCase, model, trainingBatch));
    if (refused.training) await expectRefusal(training, refused.training);
    else expectClose(trained, await training, trainingTolerance);
    dispose(model);
  });
}

/** Also what fails before there is a promise. */
async function attempt<T>(body: () => Promise<T>): Promise<T> {
  return body();
}

function expectClose(wanted: NamedNumbers | undefined, got: NamedNumbers, allowed: number): void {
  const { difference, at } = largestDifference(wanted ?? {}, got);
  expect(difference, `largest relative difference, at ${at}`).toBeLessThanOrEqual(allowed);
}

async function expectRefusal(attempted: Promise<unknown>, message: RegExp): Promise<void> {
  const error: unknown = await attempted.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(OrtuneError);
  expect((error as Error).message).toMatch(message);
}

function dispose(model: LayersModel): void {
  tf.dispose(model.weights.map((weight) => weight.read()));
}
