import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { darkTheme, lightTheme } from '../../pipeline/report/charts/chart-theme.js';
import { charts } from '../../pipeline/report/charts/registry.js';
import { loadPageAssets } from '../../pipeline/report/html/page-assets.js';
import { renderComparisonPage } from '../../pipeline/report/html/render-page.js';
import { makeReportData } from '../../pipeline/report/report-data/make-report-data.js';
import type { StudyDescription } from '../../pipeline/report/report-data/study-description.js';
import { writeFormat, writeReportFile } from '../../pipeline/report/write-formats.js';
import { describedStudy } from './described-study.js';
import { findBrowser } from './find-browser.js';
import { classificationAnalysis, regressionAnalysis } from './network-fixture.js';
import { hostileStudy, oddStudies } from './odd-studies.js';

const executablePath = findBrowser();

// A browser is no dependency of the package; CI names one in ORTUNE_CHROMIUM where it is not at a usual place.
describe.skipIf(executablePath === undefined)('report.html in Chromium (ORTUNE_CHROMIUM names one)', () => {
  let browser: Browser;
  let folder = '';
  /** What a page must never do: say something in its console, fail, or ask for anything but itself. */
  let complaints: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    folder = await mkdtemp(join(tmpdir(), 'ortune-page-'));
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });
  afterEach(() => {
    expect(complaints).toEqual([]);
  });

  async function open(study: StudyDescription, options: BrowserContextOptions = {}): Promise<Page> {
    const [file = ''] = await writeFormat(folder, 'html', makeReportData(study));
    return openFile(file, options);
  }

  async function openFile(file: string, options: BrowserContextOptions = {}): Promise<Page> {
    complaints = [];
    const address = pathToFileURL(file).href;
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, offline: true, ...options });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (request.url().split('#')[0] !== address) complaints.push(request.url());
    });
    await page.goto(address);
    return page;
  }

  /** Charts are drawn when they come near the window. */
  async function showAll(page: Page): Promise<readonly string[]> {
    const names = await page.locator('.charts figure').evaluateAll((figures) => figures.map(({ id }) => id));
    for (const name of names) {
      await page.locator(`[id="${name}"]`).scrollIntoViewIfNeeded();
      await page
        .locator(`[id="${name}"] :is(svg, canvas, .nothing:not([hidden]))`)
        .first()
        .waitFor({ state: 'attached' });
    }
    return names;
  }

  const chartsOf = (study: StudyDescription) =>
    Object.values(charts).filter((chart) => chart.isFor(makeReportData(study)));

  const rows = (page: Page) => page.locator('.ranking tbody tr[data-trial]');
  const cells = (page: Page, column: number) => rows(page).locator(`td:nth-child(${column})`).allTextContents();
  const count = (page: Page) => page.locator('.toolbar .aside').textContent();

  it('draws every chart with data, and the verdict', async () => {
    const page = await open({ ...describedStudy(40), analysis: classificationAnalysis() });
    const names = await showAll(page);
    expect(names).toEqual(
      Object.keys(charts).filter((name) => !['predicted-against-true', 'residuals'].includes(name)),
    );
    for (const name of names) {
      const shapes = await page
        .locator(`[id="${name}"] svg path`)
        .evaluateAll((paths) => paths.map((path) => `${path.getAttribute('fill')} ${path.getAttribute('stroke')}`));
      const inks = [
        lightTheme.accent,
        lightTheme.highlight,
        ...lightTheme.categories,
        ...Object.values(lightTheme.states),
      ];
      const drawn = shapes.filter((shape) => inks.some((ink) => shape.includes(ink)) || shape.includes('rgb'));
      expect(drawn.length, name).toBeGreaterThan(1);
    }
    expect(await page.locator('#searched-cell svg').count()).toBe(2);
    expect(await page.locator('#searched-cell').textContent()).toContain('max pool 3×3');
    const text = await page.locator('.best').innerText();
    expect(text).toMatch(/Best: trial \d+/);
    expect(text).toContain('median latency');
    expect(await page.locator('.best a').getAttribute('href')).toMatch(/^trials\/\d+\/model\.onnx$/);
  });

  /** Colours that a picture has. */
  const coloursOf = (page: Page, selector: string) =>
    page.locator(selector).evaluateAll((canvases) =>
      canvases.map((canvas) => {
        if (!(canvas instanceof HTMLCanvasElement)) return 0;
        const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
        return new Set(data).size;
      }),
    );

  it('draws many trials as pixels', async () => {
    const page = await open(describedStudy(2100, 2));
    for (const name of ['trade-off', 'history', 'slice', 'latency']) {
      await page.locator(`#${name}`).scrollIntoViewIfNeeded();
      await page.locator(`#${name} canvas`).first().waitFor();
      expect(Math.max(...(await coloursOf(page, `#${name} canvas`))), name).toBeGreaterThan(20);
    }
  });

  it('shows what the best network does with images: mistakes, kernels and feature maps', async () => {
    const page = await open({ ...describedStudy(20), analysis: classificationAnalysis() });
    const section = page.locator('#best-network');
    expect(await section.locator('.facts').innerText()).toMatch(/6 of 98, 6\.1 %[\s\S]*two taken for zero, 3 times/);
    expect(await section.locator('#mistakes li').allInnerTexts()).toEqual([
      'one80 %\nis zero',
      'two80 %\nis one',
      'zero80 %\nis two',
    ]);
    // Three mistakes, two images to choose from, four kernels, six maps of each of two convolutions.
    const colours = await coloursOf(page, '#best-network canvas.picture');
    expect(colours).toHaveLength(3 + 2 + 4 + 12);
    expect(Math.min(...colours)).toBeGreaterThan(20);
    const maps = section.locator('.maps');
    expect(await maps.innerText()).toMatch(/conv2d_1: 6 of 12 maps\s*20 × 16, after Relu/);
    const drawn = () =>
      maps
        .locator('canvas')
        .evaluateAll((all) => all.map((one) => one instanceof HTMLCanvasElement && one.toDataURL()));
    const first = await drawn();
    await section.getByRole('group', { name: 'Image' }).getByRole('button').nth(1).click();
    expect(await section.locator('button.image').nth(1).getAttribute('aria-pressed')).toBe('true');
    expect(await drawn()).not.toEqual(first);
  });

  it('shows what the best network does with numbers: residuals of each target', async () => {
    const page = await open({ ...describedStudy(20), analysis: regressionAnalysis() });
    expect((await showAll(page)).slice(-3)).toEqual(['predicted-against-true', 'residuals', 'feature-importance']);
    const points = page.locator(`#predicted-against-true svg path[fill="${lightTheme.accent}"]`);
    expect(await points.count()).toBe(40);
    const places = () => points.evaluateAll((all) => all.map((one) => one.getAttribute('transform')));
    const first = await places();
    await page.locator('#predicted-against-true-target').selectOption('1');
    expect(await places()).not.toEqual(first);
    expect(await page.locator(`#residuals svg path[fill="${lightTheme.accent}"]`).count()).toBe(6);
  });

  it('has a table that is sorted, filtered, cut to columns, and copied', async () => {
    const page = await open(describedStudy(200));
    expect(await count(page)).toBe('200 trials');
    expect(await rows(page).count()).toBeLessThan(80);
    const header = page.locator('.ranking th button');
    const learningRate = (await header.allTextContents()).findIndex((name) => name.startsWith('learningRate')) + 1;

    await header.nth(learningRate - 1).click();
    const ascending = (await cells(page, learningRate)).map(Number);
    expect(ascending).toEqual([...ascending].sort((a, b) => a - b));
    expect(await page.locator(`.ranking th:nth-child(${learningRate})`).getAttribute('aria-sort')).toBe('ascending');
    await header.nth(learningRate - 1).click();
    const descending = (await cells(page, learningRate)).map(Number);
    expect(descending).toEqual([...descending].sort((a, b) => b - a));

    await page.locator('.toolbar [type=search]').fill('state=PRUNED');
    await expect.poll(() => count(page)).toMatch(/^\d\d of 200 trials$/);
    expect(new Set(await cells(page, 3))).toEqual(new Set(['PRUNED']));

    await page.locator('.menu summary').click();
    await page.locator('.menu label', { hasText: 'state' }).click();
    expect(await header.allTextContents()).not.toContain('state');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Copy as CSV' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const csv = await page.evaluate(() => navigator.clipboard.readText());
    const shown = Number((await count(page))?.split(' ')[0]);
    expect(csv.trimEnd().split('\n')).toHaveLength(shown + 1);
    expect(csv).toMatch(/^rank,trial,validation\.accuracy,/);
  });

  it('is worked with keys: rows, details, neighbours', async () => {
    const page = await open(describedStudy(40));
    await rows(page).first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const dialog = page.locator('dialog[open]');
    const second = await rows(page).nth(1).getAttribute('data-trial');
    expect(await dialog.getAttribute('data-trial')).toBe(second);
    expect(await dialog.innerText()).toContain('rank 2 of 40');
    expect(await dialog.locator('svg path').count()).toBeGreaterThan(2);
    await page.keyboard.press('ArrowRight');
    expect(await dialog.innerText()).toContain('rank 3 of 40');
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog.count()).toBe(0);
  });

  it('draws the latencies of another percentile, with the trials tied there in one colour', async () => {
    const page = await open(describedStudy(40));
    await page.locator('#latency').scrollIntoViewIfNeeded();
    await page.locator('#latency svg').waitFor();
    const picture = () => page.locator('#latency svg').innerHTML();
    const median = await picture();
    const groups = [...median.matchAll(/group (\d)</g)].map(([, group]) => group);
    expect(groups).toHaveLength(12);
    const colours = lightTheme.categories.filter((colour) => median.includes(`stroke="${colour}"`));
    expect(colours).toHaveLength(new Set(groups).size);
    await page.locator('#latency-percentile').selectOption('p90');
    expect(await picture()).not.toBe(median);
    await page.locator('#latency-order').selectOption('latency');
    const sorted = [...(await picture()).matchAll(/group (\d)</g)].map(([, group]) => Number(group));
    expect(sorted).toEqual([...sorted].sort((a, b) => a - b));
  });

  it('opens the trial of a point that is chosen', async () => {
    const page = await open(describedStudy(40));
    await page.locator('#history').scrollIntoViewIfNeeded();
    const point = await page.locator(`#history svg path[fill="${lightTheme.accent}"]`).nth(3).boundingBox();
    if (!point) throw new Error('the point has no place');
    await page.mouse.move(point.x + point.width / 2, point.y + point.height / 2);
    await page.mouse.down();
    await page.mouse.up();
    await page.locator('dialog[open]').waitFor();
  });

  it('keeps what is brushed in the parallel coordinates, in the table too', async () => {
    const page = await open(describedStudy(40));
    const plot = page.locator('#parallel-coordinates .plot');
    await plot.scrollIntoViewIfNeeded();
    await plot.locator('svg').waitFor();
    const box = await plot.boundingBox();
    if (!box) throw new Error('the plot has no place');
    // The first axis is 48 pixels from the left, and from 48 below the top to 24 above the bottom.
    const brush = async () => {
      await page.mouse.move(box.x + 48, box.y + 60);
      await page.mouse.down();
      await page.mouse.move(box.x + 48, box.y + 120, { steps: 5 });
      await page.mouse.move(box.x + 48, box.y + 180, { steps: 5 });
      await page.mouse.up();
    };
    await brush();
    await expect.poll(() => count(page)).toMatch(/^\d+ of 40 trials$/);
    const some = Number((await count(page))?.split(' ')[0]);
    expect(some).toBeGreaterThan(0);
    const rates = await page.evaluate(() =>
      [...document.querySelectorAll('.ranking tbody tr[data-trial]')].map((row) => row.getAttribute('data-trial')),
    );
    expect(rates).toHaveLength(some);
    await page.mouse.click(box.x + 48, box.y + 300);
    await expect.poll(() => count(page)).toBe('40 trials');

    await brush();
    await expect.poll(() => count(page)).toBe(`${some} of 40 trials`);
    await page.getByRole('button', { name: 'Light or dark' }).click();
    expect(await count(page)).toBe(`${some} of 40 trials`);
    await page.getByRole('button', { name: 'Show all again' }).click();
    expect(await count(page)).toBe('40 trials');
  });

  it('is dark where the reader likes it dark, or says so', async () => {
    const page = await open(describedStudy(20), { colorScheme: 'dark' });
    const ground = () =>
      page.evaluate(() => getComputedStyle(document.querySelector('.chart') ?? document.body).backgroundColor);
    expect(await ground()).toBe('rgb(22, 24, 28)');
    await page.locator('#history svg').waitFor();
    expect(await page.locator('#history svg').innerHTML()).toContain(darkTheme.accent);
    await page.getByRole('button', { name: 'Light or dark' }).click();
    expect(await ground()).toBe('rgb(255, 255, 255)');
    expect(await page.locator('#history svg').innerHTML()).toContain(lightTheme.accent);
  });

  it('goes to paper whole, in light colours', async () => {
    const page = await open(describedStudy(20), { colorScheme: 'dark' });
    await page.evaluate(() => {
      addEventListener('beforeprint', () => {
        const drawn = [...document.querySelectorAll('.charts figure')].filter((figure) => figure.querySelector('svg'));
        document.body.dataset.drawn = String(drawn.length);
        document.body.dataset.scheme = document.documentElement.dataset.scheme;
      });
    });
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(50_000);
    expect(await page.locator('body').getAttribute('data-drawn')).toBe(String(chartsOf(describedStudy(20)).length));
    expect(await page.locator('body').getAttribute('data-scheme')).toBe('light');
    expect(await page.locator('html').getAttribute('data-scheme')).toBe('dark');
    // What paper shows, nothing is scrolled: all of it is as wide as the paper.
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    const cut = await page
      .locator('.scroll')
      .evaluateAll((parts) =>
        parts.filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => part.innerHTML.slice(0, 80)),
      );
    expect(cut).toEqual([]);
  });

  it('fits a phone', async () => {
    const page = await open(describedStudy(20), {
      viewport: { width: 375, height: 700 },
      hasTouch: true,
      isMobile: true,
    });
    await showAll(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
    await rows(page).first().tap();
    const box = await page.locator('dialog[open]').boundingBox();
    expect(box?.width).toBeLessThanOrEqual(375);
  });

  it('shows texts of users as texts, everywhere', async () => {
    const page = await open(hostileStudy());
    await showAll(page);
    for (const name of ['history', 'learning-curves', 'importance', 'distribution', 'slice']) {
      const box = await page.locator(`[id="${name}"] .plot`).boundingBox();
      if (!box) continue;
      await page.locator(`[id="${name}"] .plot`).scrollIntoViewIfNeeded();
      const shape = page.locator(`[id="${name}"] svg path`).last();
      await shape.hover({ force: true, timeout: 2000 }).catch(() => undefined);
    }
    await page.locator('.best button').click();
    await page.locator('dialog[open]').waitFor();
    expect(await page.locator('img, iframe, object, embed').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(2);
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(await page.locator('h1').textContent()).toBe('</script><script>window.hacked = 1</script>');
    await page.keyboard.press('Escape');
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  });

  it('shows two studies side by side', async () => {
    const [a, b] = [makeReportData(describedStudy(20)), makeReportData({ ...describedStudy(30), name: 'more digits' })];
    await writeReportFile(folder, 'comparison.html', renderComparisonPage(a, b, await loadPageAssets()));
    const page = await openFile(join(folder, 'comparison.html'));
    expect(await showAll(page)).toEqual(['history', 'distribution', 'learning-curves']);
    for (const name of ['history', 'distribution', 'learning-curves']) {
      for (const colour of lightTheme.categories.slice(0, 2)) {
        expect(await page.locator(`[id="${name}"] svg path[stroke="${colour}"]`).count(), name).toBeGreaterThan(0);
      }
    }
    expect(await page.locator('main').innerText()).toMatch(/cannot be told apart by \d+ pairs/);
  });

  it.each(Object.entries(oddStudies))('has a sensible page of a study with %s', async (_name, study) => {
    const page = await open(study);
    await showAll(page);
    expect(await page.locator('.best h2').textContent()).toMatch(/^(Best: trial \d+|No best trial)$/);
    expect(await rows(page).count()).toBe(study.trials.length);
    expect(await page.locator('main').innerText()).not.toMatch(/undefined|\[object/);
  });
});
