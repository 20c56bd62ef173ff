import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../pipeline/compiler/open-engine.js';
import { pruners } from '../../pipeline/search/pruners/registry.js';
import { samplers } from '../../pipeline/search/samplers/registry.js';
import { runCli, temporaryFolder } from './run-cli.js';

describe.concurrent('help', () => {
  it.each(['tune', 'lr-find', 'bench', 'tune-session', 'search-architecture', 'export', 'samplers', 'doctor'])(
    'ortune %s --help explains itself with an example',
    async (command) => {
      const { stdout, stderr, exitCode } = await runCli([command, '--help'], await temporaryFolder());
      expect(stdout).toContain(`Usage: ortune ${command}`);
      expect(stdout).toMatch(new RegExp(`Example:\n  ortune ${command}`));
      expect(stderr).toBe('');
      expect(exitCode).toBe(0);
    },
  );

  it('is asked for by an empty command line, which is no command', async () => {
    const { stderr, exitCode } = await runCli([], await temporaryFolder());
    expect(stderr).toMatch(/Usage: ortune[\s\S]*tune[\s\S]*bench[\s\S]*export[\s\S]*samplers[\s\S]*doctor/);
    expect(exitCode).toBe(2);
  });

  it('the version is that of the package', async () => {
    const { version }: { version: string } = createRequire(import.meta.url)('../../package.json');
    expect(await runCli(['--version'], await temporaryFolder())).toMatchObject({ stdout: version, exitCode: 0 });
  });
});

describe('ortune samplers', () => {
  it('lists every sampler and pruner with its source, no line wider than a terminal, no colour in a pipe', async () => {
    const { stdout, stderr, exitCode } = await runCli(['samplers'], await temporaryFolder());
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    for (const { name, source } of [...Object.values(samplers), ...Object.values(pruners)]) {
      expect(stdout).toMatch(new RegExp(`^${name} +[a-z]`, 'm'));
      expect(stdout.replace(/\s+/g, ' ')).toContain(source);
    }
    expect(stdout).toMatch(/^ +startup +whole number >= 1; default 10$/m);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stripVTControlCharacters(stdout)).toBe(stdout);
  });

  it('prints the same as JSON', async () => {
    const { stdout, exitCode } = await runCli(['samplers', '--json'], await temporaryFolder());
    expect(exitCode).toBe(0);
    const listed = JSON.parse(stdout);
    expect(listed.samplers.map(({ name }: { name: string }) => name)).toEqual(Object.keys(samplers));
    expect(listed.pruners.map(({ name }: { name: string }) => name)).toEqual(Object.keys(pruners));
    const grid = listed.samplers.find(({ name }: { name: string }) => name === 'grid');
    expect(grid.options).toEqual([{ name: 'points', type: 'whole number >= 2', default: 5 }]);
  });
});

describe('ortune export', () => {
  let folder: string;
  let model: LayersModel;

  beforeAll(async () => {
    await (await openEngine('cpu')).activate();
    folder = await temporaryFolder();
    model = sequential({
      name: 'saved',
      layers: [
        layers.conv2d({
          inputShape: [6, 5, 2],
          filters: 3,
          kernelSize: 3,
          activation: 'relu',
          biasInitializer: 'ones',
        }),
        layers.batchNormalization({}),
        layers.flatten(),
        layers.dense({ units: 4, activation: 'softmax' }),
      ],
    });
    await saveModel(model, folder);
  });

  it('writes an .onnx that gives what the saved model gives', async () => {
    const { stdout, stderr, exitCode } = await runCli(['export', 'model.json', 'saved.onnx'], folder);
    expect(stderr).toBe('');
    expect(stdout).toMatch(
      /saved\.onnx: [\d.]+ kB, \d+ parameters\nparity .* largest difference \S+, same top class in 100/,
    );
    expect(exitCode).toBe(0);

    const session = await InferenceSession.create(join(folder, 'saved.onnx'));
    for (const batch of [1, 7]) {
      const x = Float32Array.from({ length: batch * 60 }, (_, i) => Math.sin(i));
      const [name = ''] = session.inputNames;
      const output = Object.values(await session.run({ [name]: new Tensor('float32', x, [batch, 6, 5, 2]) }))[0];
      const expected = await (model.predict(tf.tensor(x, [batch, 6, 5, 2])) as tf.Tensor).data();
      expect(output?.dims).toEqual([batch, 4]);
      for (const [i, value] of expected.entries()) expect(Number(output?.data[i])).toBeCloseTo(value, 5);
    }
    await session.release();
  });

  it('names the file that it cannot write', async () => {
    const { stderr, exitCode } = await runCli(['export', 'model.json', join('none', 'saved.onnx')], folder);
    expect(stderr).toMatch(/^ortune: cannot write `none.saved\.onnx`/);
    expect(exitCode).toBe(1);
  });
});

describe('ortune doctor', () => {
  it('says what is here', async () => {
    const { stdout, exitCode } = await runCli(['doctor'], await temporaryFolder());
    expect(stdout).toMatch(/^Node +ok/m);
    expect(stdout).toMatch(/^onnxruntime-node +ok/m);
    expect(exitCode).toBe(0);
  });
});

/** As `model.save('file://...')` of tfjs-node does: model.json and one file of weights beside it. */
async function saveModel(model: LayersModel, folder: string): Promise<void> {
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const bytes = weightData instanceof ArrayBuffer ? weightData : tf.io.concatenateArrayBuffers(weightData ?? []);
      await writeFile(join(folder, 'weights.bin'), new Uint8Array(bytes));
      const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      await writeFile(
        join(folder, 'model.json'),
        JSON.stringify({ format: 'layers-model', modelTopology, weightsManifest }),
      );
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
}
