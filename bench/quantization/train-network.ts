import { openEngine } from '../../pipeline/compiler/open-engine.js';
import { exportModel } from '../../pipeline/export/export-model.js';
import type { LoadedData } from '../../pipeline/load/data.js';
import { networkInputShape } from '../../pipeline/load/network-input-shape.js';
import { networkTransforms } from '../../pipeline/run/worker/network-transforms.js';
import { buildModel } from '../../pipeline/train/build-model.js';
import { trainModel } from '../../pipeline/train/train-model.js';
import type { QuantizationNetwork } from './networks.js';

const seed = 1;

/** The file of a trained network, as a study exports it: raw pixels in, logits out. */
export async function trainNetwork(
  network: QuantizationNetwork,
  data: LoadedData,
  epochs: number,
): Promise<Uint8Array> {
  const engine = await openEngine('onnx');
  await engine.activate();
  const task = { ...data.task, inputShape: networkInputShape(data) };
  const model = buildModel((_, seen) => network.build(seen), {}, task, [seed]);
  try {
    const plan = {
      epochs,
      batchSize: 64,
      optimizer: { name: 'adam', learningRate: 2e-3 },
      schedule: { name: 'cosine' },
    } as const;
    await trainModel({ engine, model, plan, data, seedPath: [seed] });
    const transforms = networkTransforms(data, { normalisation: 'included', output: 'logits' }, task.inputShape);
    return await exportModel({ model, name: 'network', ...transforms });
  } finally {
    model.dispose();
  }
}
