import { expect, test } from 'vitest';
import { mlp } from '../../../models/index.js';
import type { Task } from '../../../pipeline/load/data.js';
import { decodeCheckpoint } from '../../../pipeline/train/checkpoint/decode-checkpoint.js';
import { encodeCheckpoint } from '../../../pipeline/train/checkpoint/encode-checkpoint.js';
import type { TrainingCheckpoint } from '../../../pipeline/train/checkpoint/training-checkpoint.js';
import type { TrainingPlan } from '../../../pipeline/train/plan.js';
import { train } from '../checkpoint/small-training.js';

const build = (_hp: object, task: Task) =>
  mlp({ ...task, hiddenUnits: 6, normalisation: 'batch', output: 'scaleInvariant' });

test.each<TrainingPlan['scaleInvariant']>([true, { effectiveLearningRate: 0.02 }])(
  'a resumed training ends on the same spheres with the same weights, bit for bit: %o',
  async (scaleInvariant) => {
    const optimizer = { name: 'momentum', learningRate: 0.05 } as const;
    const plan: TrainingPlan = { epochs: 4, batchSize: 16, optimizer, averaging: { decay: 0.9 }, scaleInvariant };
    const files: Uint8Array[] = [];
    const onCheckpoint = async (take: () => Promise<TrainingCheckpoint>) => {
      files.push(encodeCheckpoint(await take()));
    };
    const whole = await train(plan, { build, onCheckpoint });
    for (const file of files) {
      const resumed = await train(plan, { build, resumeFrom: decodeCheckpoint(file, 'checkpoint') });
      expect(resumed).toEqual(whole);
    }
    expect(files).toHaveLength(4);
  },
);
