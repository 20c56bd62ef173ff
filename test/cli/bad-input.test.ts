import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CliResult, runCli, type StudySource, temporaryFolder, writeStudy } from './run-cli.js';

/** One message on stderr that names the trouble, no stack trace, and the exit code. */
function expectRefusal({ exitCode, stderr }: CliResult, code: number, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^ortune: /);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stderr).not.toContain('internal error');
  expect(exitCode).toBe(code);
}

async function tuneStudy(parts: StudySource, files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return runCli(['tune', await writeStudy(folder, parts)], folder);
}

describe.concurrent('command lines that are refused', () => {
  it.each([
    ['an unknown flag', ['tune', 'a.study.ts', '--trails', '3'], /unknown option '--trails'[\s\S]*--trials/],
    ['an unknown command', ['tine', 'a.study.ts'], /unknown command 'tine'[\s\S]*tune/],
    ['zero trials', ['tune', 'a.study.ts', '--trials', '0'], /--trials <n>' argument '0' is invalid.*at least 1/],
    ['half a worker', ['tune', 'a.study.ts', '--workers', '0.5'], /--workers.*'0.5'.*whole number/],
    ['a negative seed', ['tune', 'a.study.ts', '--seed', '-1'], /--seed.*'-1'.*at least 0/],
    ['an unknown engine', ['tune', 'a.study.ts', '--engine', 'torch'], /'torch' is invalid.*onnx, tensorflow, cpu/],
    ['no time at all', ['tune', 'a.study.ts', '--timeout', '0'], /--timeout.*'0'.*greater than 0/],
    ['a setting without a value', ['tune', 'a.study.ts', '--set', 'units'], /--set.*key=value/],
    ['a missing study file name', ['tune'], /missing required argument 'study file'/],
    ['too many study files', ['tune', 'a.study.ts', 'b.study.ts'], /too many arguments/],
  ])('%s', async (_name, args, message) => {
    expectRefusal(await runCli(args, await temporaryFolder()), 2, message);
  });
});

describe.concurrent('study files that are refused', () => {
  it('missing', async () => {
    expectRefusal(await runCli(['tune', 'none.study.ts'], await temporaryFolder()), 2, /none\.study\.ts.*no such file/);
  });

  it.each([
    ['not a study', 'export default 42;', /bad\.study\.ts.*not a study.*got 42/],
    ['without a default export', 'export const study = {};', /no default export/],
    ['with a syntax error', 'export default {\n  name: ,\n};', /bad\.study\.ts, line 2/],
    ['that throws', `throw new Error('no luck');`, /it threw Error: no luck/],
    ['that imports what does not exist', `import { mnits } from 'ortune';\nexport default mnits;`, /mnits/],
  ])('%s', async (_name, source, message) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'bad.study.ts'), source);
    expectRefusal(await runCli(['tune', 'bad.study.ts'], folder), 2, message);
  });

  it.each<[string, StudySource, RegExp]>([
    ['bounds the wrong way round', { space: '{ units: int(8, 4) }' }, /`space\.units`.*8.*4/],
    ['zero on a log scale', { space: `{ rate: float(0, 1, { scale: 'log' }) }` }, /`space\.rate`.*> 0.*got 0/],
    ['an empty choice', { space: '{ units: choice([]) }' }, /`space\.units\.choices`: must not be empty/],
    ['an unknown sampler', { sampler: `'randm'` }, /`sampler`: unknown sampler "randm".*random/],
    [
      'an unknown objective',
      { objectives: `[maximize('validation.acuracy')]` },
      /validation\.acuracy.*validation\.accuracy/,
    ],
    ['an unknown data set', { dataset: `'mnits'` }, /`dataset`.*"mnits"/],
    ['no trials', { trials: '0' }, /`trials`.*at least 1/],
  ])('%s', async (_name, parts, message) => {
    expectRefusal(await tuneStudy(parts), 2, message);
  });

  it('with an execution provider that is not there, or of an engine that has none', async () => {
    const folder = await temporaryFolder();
    const file = await writeStudy(folder);
    const unknown = /unknown execution provider `abacus`; ONNX Runtime has .*cpu/;
    expectRefusal(await runCli(['tune', file, '--provider', 'cpu,abacus'], folder), 2, unknown);
    expectRefusal(await runCli(['lr-find', file, '--provider', 'abacus'], folder), 2, unknown);
    const ofCpu = ['tune', file, '--engine', 'cpu', '--provider', 'webgpu'];
    expectRefusal(
      await runCli(ofCpu, folder),
      2,
      /execution providers \(webgpu\) are of the engine `onnx`; `cpu` has none/,
    );
  });

  it('with a hyperparameter that the command line does not fit', async () => {
    const folder = await temporaryFolder();
    const file = await writeStudy(folder);
    expectRefusal(await runCli(['tune', file, '--set', 'unis=4'], folder), 2, /unknown hyperparameter.*units/);
    expectRefusal(await runCli(['tune', file, '--set', 'units=5'], folder), 2, /"5" is outside of the space/);
  });
});

describe.concurrent('data sets that are refused', () => {
  const table = `csv({ file: new URL('./data.csv', import.meta.url), target: 'label' })`;
  const good = ['a,b,label', ...Array.from({ length: 30 }, (_, i) => `${i},${i % 7},${i % 2 ? 'yes' : 'no'}`)];

  it.each<[string, readonly string[], RegExp]>([
    ['a ragged row', [...good, '1,2'], /data\.csv.*row 32/s],
    ['no header', good.slice(1), /data\.csv: row 1, the header/],
    ['an unknown target', good.map((line) => line.replace('label', 'class')), /`?label`?/],
    ['one class only', [good[0] ?? '', ...good.slice(1).map((line) => line.replace('yes', 'no'))], /class/],
    ['no content', [], /empty/],
    ['no rows', good.slice(0, 1), /row/],
  ])('a CSV file with %s', async (_name, lines, message) => {
    expectRefusal(await tuneStudy({ dataset: table }, { 'data.csv': lines.join('\n') }), 1, message);
  });

  it('a CSV file with text in a numeric column', async () => {
    const dataset = `csv({ file: new URL('./data.csv', import.meta.url), target: 'label', types: { a: 'numeric' } })`;
    const lines = [...good, 'many,1,yes'];
    expectRefusal(await tuneStudy({ dataset }, { 'data.csv': lines.join('\n') }), 1, /data\.csv.*many/s);
  });

  it('a truncated IDX file', async () => {
    const dataset = `idx({ images: new URL('./images', import.meta.url), labels: new URL('./labels', import.meta.url) })`;
    // 10 images of 2 x 2 bytes are announced, 3 bytes are there.
    const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 10, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3);
    const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 10, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1);
    expectRefusal(await tuneStudy({ dataset }, { images, labels }), 1, /images.*(truncated|bytes)/s);
  });

  it('a CIFAR file of the wrong length', async () => {
    const dataset = `cifar10({ folder: new URL('./cifar', import.meta.url) })`;
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'cifar'));
    for (const name of ['data_batch_1.bin', 'test_batch.bin']) {
      await writeFile(join(folder, 'cifar', name), new Uint8Array(3073 + 5));
    }
    const result = await runCli(['tune', await writeStudy(folder, { dataset })], folder);
    expectRefusal(result, 1, /\.bin.*307[38]/s);
  });
});

describe.concurrent('studies that cannot succeed', () => {
  it('stops early when the model never fits the task', async () => {
    const model = `(hp, task) => mlp({ ...task, kind: 'regression', targets: ['price'], hiddenUnits: hp.units })`;
    const result = await tuneStudy({ model, trials: '50' });
    expectRefusal(result, 1, /every trial fails in the same way: the model's output shape \[1\].*3 classes/);
    expect(result.stdout.match(/failed:/g)).toHaveLength(3);
  });

  it('stops early when the study file throws in every trial', async () => {
    const result = await tuneStudy({ model: `() => { throw new TypeError('my mistake'); }`, trials: '1' });
    expectRefusal(result, 1, /my mistake/);
  });

  it('fails the trials that diverge, with the reason, and says that none is left', async () => {
    const training = `() => ({ epochs: 2, batchSize: 32, optimizer: { name: 'sgd', learningRate: 1e30 } })`;
    const { exitCode, stdout, stderr } = await tuneStudy({ training });
    expect(stdout).toMatch(/trial 0 failed: diverged/);
    expect(stdout).toMatch(/trial 1 failed: diverged/);
    expect(stdout).toContain('no trial completed');
    expect(stderr).toBe('');
    expect(exitCode).toBe(4);
  });

  it('refuses an output folder that is not writable before anything is trained', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'taken'), '');
    const result = await runCli(['tune', await writeStudy(folder), '--out', join('taken', 'reports')], folder);
    expectRefusal(result, 2, /taken.*--out/s);
    expect(result.stdout).toBe('');
  });
});

describe.concurrent('model files that are refused', () => {
  it.each<[string, string, RegExp]>([
    ['that is not JSON', '{ "modelTopology": ', /model\.json.*not JSON/],
    ['that is no model', '{ "weights": [] }', /model\.json.*not a tfjs model\.json.*modelTopology/],
    ['with a layer that does not exist', topology('Densest'), /model\.json.*Densest/],
    ['whose weights are missing', topology('Dense'), /group1\.bin.*does not exist/],
  ])('a model.json %s', async (_name, content, message) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'model.json'), content);
    if (content.includes('Densest')) await writeFile(join(folder, 'group1.bin'), new Uint8Array(12));
    expectRefusal(await runCli(['export', 'model.json', 'out.onnx'], folder), 1, message);
  });

  it('a model.json whose weights are truncated', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'model.json'), topology('Dense'));
    await writeFile(join(folder, 'group1.bin'), new Uint8Array(7));
    expectRefusal(await runCli(['export', 'model.json', 'out.onnx'], folder), 1, /hold 7 bytes.*need 12.*truncated/);
  });

  it.each([
    ['missing', undefined, /none\.onnx.*no such file/],
    ['corrupt', 'these bytes are no protobuf', /none\.onnx.*cannot be measured/],
  ])('an .onnx file that is %s', async (_name, content, message) => {
    const folder = await temporaryFolder();
    if (content !== undefined) await writeFile(join(folder, 'none.onnx'), content);
    expectRefusal(await runCli(['bench', 'none.onnx'], folder), 1, message);
  });
});

/** A model.json of one layer with two inputs and one unit: 3 weights, 12 bytes. */
function topology(layer: string): string {
  const config = { units: 1, batch_input_shape: [null, 2], dtype: 'float32', name: 'dense' };
  const weights = [
    { name: 'dense/kernel', shape: [2, 1], dtype: 'float32' },
    { name: 'dense/bias', shape: [1], dtype: 'float32' },
  ];
  return JSON.stringify({
    format: 'layers-model',
    modelTopology: { class_name: 'Sequential', config: { name: 'm', layers: [{ class_name: layer, config }] } },
    weightsManifest: [{ paths: ['group1.bin'], weights }],
  });
}
