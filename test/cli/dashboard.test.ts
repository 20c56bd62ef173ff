import { rm } from 'node:fs/promises';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from '../report/find-browser.js';
import { startCli, temporaryFolder, writeStudy } from './run-cli.js';

const executablePath = findBrowser();

/** A command that goes on, and what it has printed. */
function start(args: readonly string[], cwd: string) {
  const lines: string[] = [];
  const command = startCli(args, cwd);
  const reading = (async () => {
    for await (const line of command) lines.push(String(line));
  })();
  const printed = (wanted: RegExp) =>
    expect.poll(() => lines.find((line) => wanted.test(line)), { timeout: 60_000 }).toBeDefined();
  return {
    lines,
    printed,
    command,
    async ended() {
      await reading;
      return (await command).exitCode;
    },
  };
}

describe.skipIf(executablePath === undefined)('ortune dashboard in Chromium (ORTUNE_CHROMIUM names one)', () => {
  let browser: Browser;
  let folder = '';
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    folder = await temporaryFolder();
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  const state = (page: Page) => page.locator('.conduct').textContent();
  const count = async (page: Page) => Number(await page.locator('#report').getAttribute('data-trials'));
  const poll = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 60_000 });

  it('shows a study while another process runs it, and has it paused, fed, continued and stopped', async () => {
    const file = await writeStudy(folder, {
      trials: '5000',
      // The worker rests before each trial: the study goes on for as long as the test takes, and not at the test's cost.
      training: `(hp) => {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
        return { epochs: 4, batchSize: 32, optimizer: { name: 'adam', learningRate: hp.learningRate } };
      }`,
    });
    const study = start(['tune', file], folder);
    await study.printed(/^trial 0 started/);
    let dashboard = start(['dashboard', 'reports', '--port', '0'], folder);
    await dashboard.printed(/^http/);
    const [address = ''] = dashboard.lines;

    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => complaints.push(message.text()));
    await page.goto(address);
    await page.getByRole('link', { name: 'small' }).click();
    await poll(() => count(page)).toBeGreaterThan(3);
    expect(await state(page)).toBe('running');

    // What the reader has chosen stays, while trials arrive.
    await page.locator('.toolbar [type=search]').fill('state=COMPLETE');
    await page.locator('.ranking th button', { hasText: 'learningRate' }).click();
    const rows = page.locator('.ranking tbody tr[data-trial]');
    await rows.first().click();
    const dialog = page.locator('dialog.trial[open]');
    const opened = await dialog.getAttribute('data-trial');
    const before = await count(page);
    await poll(() => count(page)).toBeGreaterThan(before + 2);
    expect(await dialog.getAttribute('data-trial')).toBe(opened);
    await page.keyboard.press('Escape');
    const cells = page.locator('.ranking tbody tr[data-trial] td:nth-child(3)');
    expect(new Set(await cells.allTextContents())).toEqual(new Set(['COMPLETE']));
    expect(await page.locator('.ranking th[aria-sort=ascending]').textContent()).toMatch(/^learningRate/);
    expect(await page.locator('.toolbar [type=search]').inputValue()).toBe('state=COMPLETE');

    // Enqueued while it is paused: the first that begins when it goes on, and nothing before.
    await page.getByRole('button', { name: 'Pause' }).click();
    await study.printed(/^paused/);
    await poll(() => state(page)).toBe('paused');
    await page.getByRole('button', { name: 'Enqueue a trial' }).click();
    await page.locator('[id="enqueue-learningRate"]').fill('0.5');
    await page.getByRole('button', { name: 'Enqueue', exact: true }).click();
    await poll(() => page.locator('dialog .problem').textContent()).toMatch(/outside of the space/);
    await page.locator('[id="enqueue-learningRate"]').fill('0.0123');
    await page.locator('[id="enqueue-units"]').selectOption({ label: '8' });
    await page.getByRole('button', { name: 'Enqueue', exact: true }).click();
    await study.printed(/^enqueued: learningRate 0\.0123, units 8/);
    await poll(() => state(page)).toBe('paused, 1 enqueued');
    await page.getByRole('button', { name: 'Continue' }).click();
    await study.printed(/^continued/);
    const from = study.lines.findIndex((line) => line.startsWith('paused'));
    await expect
      .poll(() => study.lines.slice(from).find((line) => /^trial \d+ started/.test(line)), { timeout: 60_000 })
      .toMatch(/learningRate 0\.0123, units 8/);
    const to = study.lines.findIndex((line) => line.startsWith('continued'));
    expect(study.lines.slice(from, to).filter((line) => /^trial \d+ started/.test(line))).toEqual([]);
    await poll(() => state(page)).toBe('running');
    // Chromium tells of every answer that is no success.
    expect(complaints.filter((text) => !/status of 409/.test(text))).toEqual([]);

    // The page goes on by itself when its server was away.
    dashboard.command.kill('SIGINT');
    expect(await dashboard.ended()).toBe(0);
    await poll(() => page.locator('.bar .problem').textContent()).toMatch(/cannot be reached/);
    dashboard = start(['dashboard', 'reports', '--port', new URL(address).port], folder);
    await poll(() => page.locator('.bar .problem').textContent()).toBe('');
    const again = await count(page);
    await poll(() => count(page)).toBeGreaterThan(again);

    page.once('dialog', (question) => void question.accept());
    await page.getByRole('button', { name: 'Stop' }).click();
    expect(await study.ended()).toBe(3);
    await poll(() => state(page)).toBe('not running');
    await poll(() => page.locator('header.top .aside').textContent()).toMatch(/^interrupted/);
    expect(await page.locator('.files a', { hasText: 'ranking.csv' }).count()).toBe(1);
    const download = page.waitForEvent('download');
    await page.locator('.files a', { hasText: 'ranking.csv' }).click();
    expect((await download).suggestedFilename()).toBe('ranking.csv');
    dashboard.command.kill('SIGINT');
    expect(await dashboard.ended()).toBe(0);
  });
});
