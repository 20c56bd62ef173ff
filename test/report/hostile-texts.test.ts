import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseString } from 'fast-csv';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeReportData } from '../../pipeline/report/report-data/make-report-data.js';
import { renderTableCsv } from '../../pipeline/report/table/render-table-csv.js';
import { tableColumns } from '../../pipeline/report/table/table-columns.js';
import { writeFormat } from '../../pipeline/report/write-formats.js';
import { renderShow } from '../../pipeline/run/commands/show-text.js';
import { renderStudies } from '../../pipeline/run/commands/studies-text.js';
import { plainText } from '../../pipeline/run/progress/paint.js';
import { renderPlainLines } from '../../pipeline/run/progress/render-plain-lines.js';
import { openStore } from '../../pipeline/store/open-store.js';
import { exampleTrial } from '../run/example-trials.js';
import { hostile, hostileStudy } from './odd-studies.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ortune-hostile-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const data = makeReportData(hostileStudy());

/** What makes a spreadsheet take a text for a formula (OWASP, CSV injection). */
const formula = /^[=+\-@\t\r]/;

function cellsOf(csv: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const cells: string[] = [];
    parseString(csv, { headers: false })
      .on('data', (row: string[]) => cells.push(...row))
      .on('error', reject)
      .on('end', () => resolve(cells));
  });
}

async function studiesNamed(name: string) {
  const store = await openStore(join(folder, 'study.db'), 'create');
  try {
    await store.createStudy({ name, directions: ['maximize'] });
    return await store.listStudies();
  } finally {
    await store.close();
  }
}

describe('texts of users', () => {
  it('are no formulas in report.csv, nor in what the page copies', async () => {
    const [file = ''] = await writeFormat(folder, 'csv', data);
    const copied = renderTableCsv(
      tableColumns(data),
      data.trials.map((_, index) => index),
    );
    for (const csv of [await readFile(file, 'utf8'), copied]) {
      const texts = (await cellsOf(csv)).filter((cell) => !Number.isFinite(Number(cell)));
      expect(texts.length).toBeGreaterThan(50);
      expect(texts.filter((cell) => formula.test(cell))).toEqual([]);
      expect(texts.some((cell) => cell.includes('HYPERLINK'))).toBe(true);
    }
  });

  it('are no markup in summary.md', async () => {
    const [file = ''] = await writeFormat(folder, 'md', data);
    const summary = await readFile(file, 'utf8');
    const own = summary.replace('<details><summary>About this study</summary>', '').replace('</details>', '');
    // In code a bracket means nothing.
    expect(own.replace(/`[^`\n]*`/g, '').replace(/\\[<>]/g, '')).not.toMatch(/[<>]/);
    expect(summary.split('\n').every((line) => line.length < 20_000)).toBe(true);
  });

  it('are texts in pictures, whose files have names of their own', async () => {
    const files = await writeFormat(folder, 'svg', data);
    expect(files.length).toBeGreaterThan(5);
    for (const name of await readdir(join(folder, 'charts'))) expect(name).toMatch(/^[a-z-]+\.svg$/);
    for (const file of files) expect(await readFile(file, 'utf8')).not.toMatch(/<(script|img|iframe|foreignObject)/);
  });

  it('leave a terminal as it is', async () => {
    const nasty = hostile.find((text) => text.includes('\u001b')) ?? '';
    const trial = exampleTrial({ state: 'FAIL', reason: nasty, parameters: { [nasty]: nasty } });
    const objectives = [{ metric: 'validation.accuracy', direction: 'maximize' }] as const;
    const lines = [
      ...renderShow(data, { columns: 120, rows: 50, paint: plainText }),
      ...renderPlainLines({ type: 'trial-started', trial: 0, parameters: trial.parameters }, objectives, plainText),
      ...renderPlainLines({ type: 'trial-finished', trial }, objectives, plainText),
      ...renderPlainLines({ type: 'warning', message: nasty }, objectives, plainText),
      ...renderPlainLines(
        {
          type: 'study-finished',
          study: 'digits',
          reason: 'complete',
          objectives,
          constraints: [],
          ranking: [exampleTrial({ parameters: trial.parameters })],
          seconds: 1,
        },
        objectives,
        plainText,
      ),
      ...renderStudies(await studiesNamed(nasty)).split('\n'),
    ];
    expect(lines.filter((line) => /\p{Cc}/u.test(line))).toEqual([]);
    expect(lines.filter((line) => line.includes('a|b')).length).toBeGreaterThan(5);
  });
});
