import type { LayersModel } from '@tensorflow/tfjs-layers';
import { convNet, mlp, resNet } from '../../models/index.js';
import type { Task } from '../../pipeline/load/data.js';

const classes = [...'0123456789'];
const digits: Task = { kind: 'classification', inputShape: [28, 28, 1], classes };
const photographs: Task = { kind: 'classification', inputShape: [32, 32, 3], classes };

/** Networks that threads, arenas and layouts mean different things to. Their weights are random: speed does not depend on them. */
export const networks = {
  'small-conv': { title: 'convNet 8-16-32, 28×28×1', build: () => convNet({ ...digits, filters: 8, denseUnits: 32 }) },
  'large-conv': {
    title: 'ResNet-14 of 32-64-128, 32×32×3',
    build: () => resNet({ ...photographs, filters: 32, blocks: 2 }),
  },
  mlp: { title: 'MLP 784-512-512-10', build: () => mlp({ ...digits, hiddenUnits: 512 }) },
} as const satisfies Record<string, { readonly title: string; readonly build: () => LayersModel }>;

export type NetworkName = keyof typeof networks;
