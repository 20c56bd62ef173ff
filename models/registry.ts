import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Task } from '../pipeline/load/data.js';
import { cellNet } from './cells/cell-net.js';
import { convNet } from './conv-net.js';
import { mlp } from './mlp.js';
import { recurrent } from './recurrent.js';
import { resNet } from './res-net.js';
import { separableNet } from './separable-net.js';

/** Every model family by the name study files import it under. Each builds a network from a task and defaults alone. */
export const modelFamilies = { mlp, convNet, resNet, separableNet, cellNet, recurrent } as const satisfies Record<
  string,
  (task: Task) => LayersModel
>;

export type ModelFamilyName = keyof typeof modelFamilies;
