import type { LayersModel } from '@tensorflow/tfjs-layers';
import { csv, mnist } from '../../datasets/index.js';
import { convNet, mlp } from '../../models/index.js';
import type { Dataset, Task } from '../../pipeline/load/data.js';

/** A network with the data it is trained on. */
export interface MethodNetwork {
  readonly name: string;
  readonly dataset: Dataset;
  readonly build: (hp: object, task: Task) => LayersModel;
}

/**
 * A perceptron and a LeNet-like network on MNIST, and a perceptron on the 26 letters of the UCI table "letter recognition"
 * where its file is given: a CSV whose target is the column `letter`.
 */
export function methodNetworks(train: number, letters: string | undefined): readonly MethodNetwork[] {
  const images = mnist({ train, validation: 2000, test: 100 });
  const onImages: readonly MethodNetwork[] = [
    { name: 'mlp, MNIST', dataset: images, build: (_, task) => mlp({ ...task, hiddenUnits: 128 }) },
    {
      name: 'convNet, MNIST',
      dataset: images,
      build: (_, task) => convNet({ ...task, filters: 8, kernelSize: 5, denseUnits: 64 }),
    },
  ];
  if (letters === undefined) return onImages;
  const table = csv({ file: letters, target: 'letter', train, validation: 2000, test: 100 });
  return [
    ...onImages,
    { name: 'mlp, letters', dataset: table, build: (_, task) => mlp({ ...task, hiddenUnits: 128 }) },
  ];
}
