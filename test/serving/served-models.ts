import { trainNetwork } from '../../bench/quantization/train-network.js';
import { mnist } from '../../datasets/index.js';
import { convNet, recurrent } from '../../models/index.js';
import { trainingSamples } from '../../pipeline/quantize/calibration/study-samples.js';
import { quantizeModel } from '../../pipeline/quantize/quantize-model.js';

export interface ServedModels {
  readonly files: Readonly<Record<ServedModel, Uint8Array>>;
  /** Grey values of digits that none was trained on, [count, 28, 28, 1]. */
  readonly digits: Uint8Array;
  readonly labels: readonly number[];
}

export const servedModels = [
  'conv-net',
  'conv-net-int8-static',
  'conv-net-int8-dynamic',
  'conv-net-float16',
  'recurrent',
] as const;
export type ServedModel = (typeof servedModels)[number];

/** Networks that are trained on MNIST for a moment, as files that take raw pixels. */
export async function trainServedModels(): Promise<ServedModels> {
  const data = await mnist({ train: 2500, validation: 10, test: 40 }).load();
  const title = 'MNIST';
  const convolutional = await trainNetwork(
    { title, dataset: mnist, build: (task) => convNet({ ...task, filters: 16, denseUnits: 32 }) },
    data,
    2,
  );
  const calibration = trainingSamples(data, 64, 1);
  return {
    files: {
      'conv-net': convolutional,
      'conv-net-int8-static': (await quantizeModel(convolutional, { variant: 'int8-static', calibration })).onnx,
      'conv-net-int8-dynamic': (await quantizeModel(convolutional, { variant: 'int8-dynamic' })).onnx,
      'conv-net-float16': (await quantizeModel(convolutional, { variant: 'float16' })).onnx,
      recurrent: await trainNetwork(
        { title, dataset: mnist, build: (task) => recurrent({ ...task, units: 32 }) },
        data,
        4,
      ),
    },
    digits: Uint8Array.from(data.test.x.data),
    labels: Array.from(data.test.y.data),
  };
}
