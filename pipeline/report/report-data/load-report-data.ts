import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseString } from 'fast-csv';
import { UsageError } from '../../errors.js';
import { chooseStudy } from '../../store/choose-study.js';
import { openStore } from '../../store/open-store.js';
import { readStudyJson } from '../read-study-json.js';
import { describeStoredStudy } from './describe-stored-study.js';
import { describeStudyJson } from './describe-study-json.js';
import { makeReportData } from './make-report-data.js';
import type { ReportData, ReportTable } from './report-data.js';
import { reportFiles } from './report-files.js';

/**
 * What there is to report of a study.
 * @param place a report folder or its study.json, or a storage
 * @param study of a storage; may be left out where it is the only one
 * @throws OrtuneError where there is no such study, or it cannot be read
 */
export async function loadReportData(place: string, study?: string): Promise<ReportData> {
  const found = await stat(place).catch(() => undefined);
  if (found?.isDirectory() || basename(place) === 'study.json') {
    if (study !== undefined) throw new UsageError(`\`--study\` chooses one of a storage; ${place} holds one study`);
    return loadFolder(found?.isDirectory() ? place : join(place, '..'));
  }
  const store = await openStore(place, 'read');
  try {
    return makeReportData(await describeStoredStudy(store, await chooseStudy(store, study)));
  } finally {
    await store.close();
  }
}

async function loadFolder(folder: string): Promise<ReportData> {
  const study = await readStudyJson(folder);
  const present = await readdir(folder);
  const learnt = await readTable(folder, 'worth-table');
  const description = describeStudyJson(study, {
    place: folder,
    files: reportFiles.filter(({ href }) => present.includes(href)),
    ...(learnt && { learnt }),
  });
  return makeReportData({
    ...description,
    trials: description.trials.map((trial) => withoutMissingModel(folder, trial)),
  });
}

/** A link to what is not there helps nobody. */
function withoutMissingModel<T extends { readonly model: string }>(folder: string, trial: T): T {
  return trial.model === '' || existsSync(join(folder, trial.model)) ? trial : { ...trial, model: '' };
}

async function readTable(folder: string, name: string): Promise<ReportTable | undefined> {
  const text = await readFile(join(folder, `${name}.csv`), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const [columns = [], ...rows] = await parseRows(text);
  return { name, columns, rows: rows.map((row) => row.map((cell) => (isNumeric(cell) ? Number(cell) : cell))) };
}

const isNumeric = (cell: string) => cell !== '' && Number.isFinite(Number(cell));

function parseRows(text: string): Promise<readonly (readonly string[])[]> {
  return new Promise((resolve, reject) => {
    const rows: string[][] = [];
    parseString(text, { headers: false })
      .on('data', (row: string[]) => rows.push(row))
      .on('error', reject)
      .on('end', () => resolve(rows));
  });
}
