import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csv, defineStudy, minimize, mlp } from '../../../index.js';
import { decodeModel } from '../../../pipeline/compiler/onnx-file/decode-model.js';
import { openEngine } from '../../../pipeline/compiler/open-engine.js';
import { networkInputShape } from '../../../pipeline/load/network-input-shape.js';
import { exportTrial } from '../../../pipeline/run/worker/export-trial.js';
import type { OpenStudy } from '../../../pipeline/run/worker/open-study.js';
import type { ExportOptions } from '../../../pipeline/study/define-study.js';
import { parseStudy } from '../../../pipeline/study/parse-study.js';
import { buildModel } from '../../../pipeline/train/build-model.js';

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ortune-export-trial-'));
  file = join(folder, 'flats.csv');
  const towns = ['Zug', 'Bern', 'Basel'];
  const rows = Array.from({ length: 60 }, (_, i) => `${30 + i},${towns[i % 3]},${1000 * i + 500}`);
  await writeFile(file, ['area,town,price', ...rows].join('\n'));
});

afterAll(() => rm(folder, { recursive: true }));

async function exported(options: ExportOptions) {
  const engine = await openEngine('onnx');
  await engine.activate();
  const study = parseStudy(
    defineStudy({
      name: 'flats',
      dataset: csv({ file, target: 'price' }),
      space: {},
      model: (_hp, task) => mlp(task),
      training: () => ({ epochs: 1, batchSize: 8, optimizer: { name: 'sgd', learningRate: 0.1 } }),
      objectives: [minimize('validation.loss')],
      export: options,
    }),
  );
  const data = await study.dataset.load();
  const networkTask = { ...data.task, inputShape: networkInputShape(data) };
  const open: OpenStudy = { study, engine, data, networkTask };
  const model = buildModel(study.model, {}, networkTask, [0, 3]);
  const { onnx } = await exportTrial(open, model, 3, 8);
  model.dispose();
  return decodeModel(onnx);
}

describe('a file of a table', () => {
  it('says what its columns are, so that it can be fed', async () => {
    const { metadata, docString, graph } = await exported({});
    expect(JSON.parse(metadata?.columns ?? '')).toEqual([
      { name: 'area' },
      { name: 'town', categories: ['Basel', 'Bern', 'Zug'] },
    ]);
    expect(metadata).toMatchObject({ study: 'flats', trial: '3', targets: '["price"]', normalisation: 'included' });
    expect(graph.inputs[0]?.shape).toEqual(['batch', 2]);
    expect(docString).toContain('takes raw samples of flats [batch, 2], gives price');
  });

  it('takes what the network sees where its own normalisation is left out', async () => {
    const { graph, docString } = await exported({ normalisation: 'excluded' });
    expect(graph.inputs[0]?.shape).toEqual(['batch', 4]);
    expect(docString).toContain('takes normalised samples of flats [batch, 4]');
  });
});
