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
  // CPU time of the page's thread: a machine that others use too makes it no longer.
  const inspector = await page.context().newCDPSession(page);
  await inspector.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async () => {
    const { metrics } = await inspector.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
  const measure = async (what: string, act: () => Promise<unknown>) => {
    const before = await spent();
    const begun = performance.now();
    await act();
    const elapsed = performance.now() - begun;
    row(what, (await spent()) - before, `ms CPU, ${elapsed.toFixed(0)} ms elapsed`);
  };
  const firstRow = page.locator('.ranking tbody tr[data-trial]').first();
  await measure('opened, until the table is there', async () => {
    await page.goto(`file://${file}`, { waitUntil: 'commit' });
    await firstRow.waitFor({ state: 'attached' });
  });
  await measure('first charts', () => page.locator('#history canvas').first().waitFor());
  for (const name of ['validation.accuracy', 'learningRate', 'optimizer']) {
    await measure(`sorted by ${name}`, () =>
      page.evaluate((title) => {
        document.querySelector<HTMLButtonElement>(`.ranking th button[title="${title}"]`)?.click();
        document.querySelector('.ranking')?.getBoundingClientRect();
      }, name),
    );
  }
  await measure('filtered', () =>
    page.evaluate(() => {
      const input = document.querySelector<HTMLInputElement>('.toolbar [type=search]');
      if (input) input.value = 'adam learningRate<0.01';
      input?.dispatchEvent(new Event('input'));
      return new Promise((resolve) => setTimeout(resolve, 200));
    }),
  );
  await measure('scrolled through the table', () =>
    page.evaluate(() => {
      const frame = document.querySelector('.frame');
      if (frame) frame.scrollTop = 100_000;
      return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }),
  );
  await measure('parallel coordinates', async () => {
    await page.locator('#parallel-coordinates').scrollIntoViewIfNeeded();
    await page.locator('#parallel-coordinates canvas').first().waitFor();
  });
  await browser.close();
} finally {
  await rm(folder, { recursive: true });
}
