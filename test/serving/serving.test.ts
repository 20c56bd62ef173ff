import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { execaNode } from 'execa';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureParity } from '../../pipeline/export/measure-parity.js';
import { firstOutput } from '../../pipeline/quantize/compare-models.js';
import { findBrowser } from '../report/find-browser.js';
import { documentedCode } from './documented-code.js';
import { greyPng } from './grey-png.js';
import { type ServedModel, type ServedModels, servedModels, trainServedModels } from './served-models.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pixels = 28 * 28;
/** Of the largest output; as docs/serving.md says. */
const tolerance: Readonly<Record<ServedModel, number>> = {
  'conv-net': 1e-5,
  'conv-net-int8-static': 0.02,
  'conv-net-int8-dynamic': 0.02,
  'conv-net-float16': 1e-5,
  recurrent: 1e-5,
};

let models: ServedModels;
/** What onnxruntime-node gives for all digits. */
const expected = new Map<ServedModel, Float32Array>();
/** Below node_modules, where documented code finds the packages it imports. */
let folder = '';

beforeAll(async () => {
  models = await trainServedModels();
  const samples = { x: models.digits, shape: [28, 28, 1] };
  for (const name of servedModels) expected.set(name, (await firstOutput(models.files[name], samples)).values);
  const cache = join(root, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, 'serving-'));
  for (const name of servedModels) await writeFile(join(folder, `${name}.onnx`), models.files[name]);
  await copyFile(new URL('./predict.html', import.meta.url), join(folder, 'predict.html'));
  await writeFile(join(folder, 'best.onnx'), models.files['conv-net']);
  await writeFile(join(folder, 'digits.bin'), models.digits);
  await writeFile(join(folder, 'digit.png'), greyPng(models.digits.subarray(0, pixels), 28));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function compare(name: ServedModel, given: ArrayLike<number>): void {
  const reference = expected.get(name) ?? new Float32Array();
  const { maxRel, top1 } = measureParity({
    reference,
    candidate: Float32Array.from(given),
    rows: models.labels.length,
    columns: 10,
    kind: 'classification',
  });
  expect(top1).toBe(1);
  expect(maxRel).toBeLessThan(tolerance[name]);
}

/** Digits by the largest output. */
function predictions(name: ServedModel): readonly number[] {
  const outputs = expected.get(name) ?? new Float32Array();
  return models.labels.map((_, row) => {
    const logits = outputs.subarray(10 * row, 10 * row + 10);
    return logits.indexOf(Math.max(...logits));
  });
}

it.each(servedModels)('%s has learnt something, so that equal predictions say something', (name) => {
  const right = predictions(name).filter((digit, row) => digit === models.labels[row]);
  expect(right.length).toBeGreaterThan(0.3 * models.labels.length);
  expect(new Set(predictions(name)).size).toBeGreaterThan(3);
});

it.each(servedModels)('%s gives the same in WebAssembly in Node', async (name) => {
  const session = await InferenceSession.create(models.files[name]);
  const input = new Tensor('float32', Float32Array.from(models.digits), [models.labels.length, 28, 28, 1]);
  const { output } = await session.run({ input });
  if (!(output?.data instanceof Float32Array)) throw new Error('no float32 output');
  compare(name, output.data);
  await session.release();
});

it.each(['Node', 'WebAssembly in Node'])('the code of docs/serving.md, %s, prints the predictions', async (section) => {
  const file = join(folder, `${section.replaceAll(' ', '-')}.mjs`);
  const { code } = await transform(await documentedCode(section, 'ts'), { loader: 'ts' });
  await writeFile(file, code);
  const { stdout } = await execaNode(file, [], { cwd: folder, nodeOptions: [] });
  expect(stdout.trim().split('\n').map(Number)).toEqual(predictions('conv-net'));
});

const executablePath = findBrowser();

describe.skipIf(executablePath === undefined)('in Chromium (ORTUNE_CHROMIUM names one)', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    page = await browser.newPage();
    // Nothing is served but the files that the page says it needs.
    const runtime = new Set(['ort.wasm.bundle.min.mjs', 'ort-wasm-simd-threaded.wasm']);
    await page.route('**/*', async (route) => {
      const { pathname } = new URL(route.request().url());
      const file = basename(pathname);
      if (pathname.startsWith('/onnxruntime-web/') && runtime.has(file)) {
        await route.fulfill({ path: join(root, 'node_modules', 'onnxruntime-web', 'dist', file) });
      } else await route.fulfill({ path: join(folder, file) });
    });
  });
  afterAll(() => browser.close());

  it('the page of docs/serving.md says which digit it is', async () => {
    await writeFile(join(folder, 'digit.html'), await documentedCode('Browser', 'html'));
    await page.goto('http://serving.test/digit.html');
    await page.locator('output:not(:empty)').waitFor();
    expect(await page.locator('output').textContent()).toBe(String(predictions('conv-net')[0]));
  });

  it('all files give the same', async () => {
    await page.goto('http://serving.test/predict.html');
    for (const name of servedModels) {
      // As text: a function would be compiled by the test runner for Node.
      compare(name, await page.evaluate<number[]>(`predict('${name}.onnx', 'digits.bin')`));
    }
  });
});
