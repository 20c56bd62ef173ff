// The example report and the pictures of the README: npm run example [-- --pictures]
// Runs studies/mnist.study.ts, which takes a few minutes, and keeps what of its report is small in reports/example; with
// `--pictures` only the pictures are taken anew. They need a Chromium or Chrome: at its usual place on Linux, or named by the
// environment variable ORTUNE_CHROMIUM (the committed ones are of Chromium 150).
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { writeFormat } from '../../pipeline/report/write-formats.js';
import { loadReportData } from '../../pipeline/run/report/load-report-data.js';
import { findBrowser } from '../../test/report/find-browser.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const example = join('reports', 'example');

/** What of a report is worth keeping, in bytes: the networks of all trials and the record of the study are not. */
const kept = [
  'ranking.csv',
  'learning-curves.csv',
  'importance.csv',
  'study.json',
  'analysis.json',
  'best.onnx',
] as const;
const mostBytes = 3_000_000;

const { values: options } = parseArgs({ options: { pictures: { type: 'boolean', default: false } } });
const executablePath = findBrowser();
if (executablePath === undefined) throw new Error('the pictures need a Chromium: name one in ORTUNE_CHROMIUM');
process.chdir(root);
if (!options.pictures) await runStudy();
await takePictures();

async function runStudy(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ortune-example-'));
  try {
    const { status } = spawnSync(
      process.execPath,
      [join('dist', 'pipeline', 'cli.js'), 'tune', 'studies/mnist.study.ts', '--out', folder],
      { stdio: 'inherit' },
    );
    if (status !== 0) throw new Error(`the study ended with exit code ${status}`);
    await rm(example, { recursive: true, force: true });
    await mkdir(example, { recursive: true });
    for (const name of kept) await cp(join(folder, 'mnist', name), join(example, name));
    // It names the study file from the root of the disk on.
    const study = join(example, 'study.json');
    await writeFile(study, (await readFile(study, 'utf8')).replaceAll(root, ''));
    // When trials ran is only in the record: the page has it, though the record is not kept.
    await cp(join(folder, 'mnist', 'study.db'), join(example, 'study.db'));
    const data = await loadReportData(example);
    await writeFormat(example, 'html', data);
    await writeFormat(example, 'md', data);
    await rm(join(example, 'study.db'));
  } finally {
    await rm(folder, { recursive: true });
  }
  const sizes = await Promise.all((await readdir(example)).map(async (name) => (await stat(join(example, name))).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > mostBytes) throw new Error(`${example} has ${total} bytes, more than ${mostBytes}`);
  console.log(`${example}: ${(total / 1e6).toFixed(2)} MB`);
}

async function takePictures(): Promise<void> {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    await picture(browser, 'report.png', 'light', 1580, async () => undefined);
    await picture(browser, 'report-dark.png', 'dark', 1180, (page) => topAt(page, '#parallel-coordinates'));
    await picture(browser, 'report-network.png', 'light', 1250, (page) => topAt(page, '#best-network'));
  } finally {
    await browser.close();
  }
}

async function picture(
  browser: Browser,
  name: string,
  colorScheme: 'light' | 'dark',
  height: number,
  prepare: (page: Page) => Promise<void>,
): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height }, colorScheme });
  await page.goto(pathToFileURL(join(root, example, 'report.html')).href);
  await prepare(page);
  // Charts are drawn when they come near the window.
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.chart .plot')]
      .filter((plot) => plot.getBoundingClientRect().top < innerHeight && plot.getBoundingClientRect().bottom > 0)
      .every((plot) => plot.querySelector('svg')),
  );
  const file = join('docs', 'images', name);
  await page.screenshot({ path: file });
  console.log(`${file}: ${((await stat(file)).size / 1000).toFixed(0)} kB`);
  await page.close();
}

async function topAt(page: Page, selector: string): Promise<void> {
  await page.locator(selector).evaluate((section) => {
    const heading = document.querySelector('nav')?.getBoundingClientRect().height ?? 0;
    scrollTo({ top: section.getBoundingClientRect().top + scrollY - heading - 12, behavior: 'instant' });
  });
}
