// How quickly report.html of a large study is made and opened: npm run bench:report -- [--trials 10000] [--parameters 20]
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { makeReportData } from '../pipeline/report/report-data/make-report-data.js';
import { writeFormat } from '../pipeline/report/write-formats.js';
import { describedStudy } from '../test/report/described-study.js';
import { findBrowser } from '../test/report/find-browser.js';

const { values: options } = parseArgs({
  options: { trials: { type: 'string', default: '10000' }, parameters: { type: 'string', default: '20' } },
});
const study = describedStudy(Number(options.trials), Number(options.parameters));
const folder = await mkdtemp(join(tmpdir(), 'ortune-report-bench-'));
const executablePath = findBrowser();
if (executablePath === undefined) throw new Error('no Chromium here: name one in ORTUNE_CHROMIUM');
try {
  const cpu = process.cpuUsage();
  const data = makeReportData(study);
  const [file = ''] = await writeFormat(folder, 'html', data);
  const { user, system } = process.cpuUsage(cpu);
  const row = (what: string, value: number, unit: string) =>
    console.log(`${what.padEnd(34)} ${value.toFixed(1).padStart(9)} ${unit}`);
  console.log(`${options.trials} trials, ${options.parameters} hyperparameters`);
  row('made, CPU time', (user + system) / 1000, 'ms');
  row('size', (await stat(file)).size / 1e6, 'MB');

  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`file://${file}`, { waitUntil: 'commit' });
  await page.waitForSelector('.ranking tbody tr[data-trial]', { state: 'attached' });
  row('opened, until the table is there', await page.evaluate(() => performance.now()), 'ms');
  for (const name of ['validation.accuracy', 'learningRate', 'optimizer']) {
    const took = await page.evaluate((title) => {
      const button = document.querySelector<HTMLButtonElement>(`.ranking th button[title="${title}"]`);
      const from = performance.now();
      button?.click();
      document.querySelector('.ranking')?.getBoundingClientRect();
      return performance.now() - from;
    }, name);
    row(`sorted by ${name}`, took, 'ms');
  }
  const scrolled = await page.evaluate(() => {
    const frame = document.querySelector('.frame');
    const from = performance.now();
    if (frame) frame.scrollTop = 100_000;
    return new Promise<number>((resolve) =>
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - from))),
    );
  });
  row('scrolled to the middle', scrolled, 'ms');
  const drawn = await page.evaluate(async () => {
    const figure = document.getElementById('parallel-coordinates');
    const from = performance.now();
    figure?.scrollIntoView({ behavior: 'instant' });
    while (!figure?.querySelector('canvas, svg')) await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now() - from;
  });
  row('parallel coordinates drawn', drawn, 'ms');
  await browser.close();
} finally {
  await rm(folder, { recursive: true });
}
