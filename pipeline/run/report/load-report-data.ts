import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseString } from 'fast-csv';
import { readGenotype } from '../../../models/cells/parse-genotype.js';
import { UsageError } from '../../errors.js';
import { readStudyJson } from '../../report/read-study-json.js';
import { describeStoredStudy } from '../../report/report-data/describe-stored-study.js';
import { describeStudyJson, type TrialTime } from '../../report/report-data/describe-study-json.js';
import { makeReportData } from '../../report/report-data/make-report-data.js';
import {
  type ReportData,
  type ReportTable,
  type ReportTableName,
  reportTables,
} from '../../report/report-data/report-data.js';
import { reportFiles } from '../../report/report-data/report-files.js';
import { chooseStudy } from '../../store/choose-study.js';
import { openStore } from '../../store/open-store.js';
import { describeRecordedStudy, trialTimes } from './describe-recorded-study.js';
import { readAnalysis } from './read-analysis.js';

/**
 * What there is to report of a study.
 * @param place a report folder or its study.json, or a storage
 * @param study of a storage; may be left out where it is the only one
 * @throws OrtuneError where there is no such study, or it cannot be read
 */
export async function loadReportData(place: string, study?: string): Promise<ReportData> {
  const folder = await reportFolderOf(place);
  if (folder === undefined) return loadStored(place, study);
  if (study !== undefined) throw new UsageError(`\`--study\` chooses one of a storage; ${place} holds one study`);
  return loadFolder(folder);
}

/** The folder that `place` names, itself or by its study.json; undefined of a storage. */
export async function reportFolderOf(place: string): Promise<string | undefined> {
  if (basename(place) === 'study.json') return dirname(place);
  const found = await stat(place).catch(() => undefined);
  return found?.isDirectory() ? place : undefined;
}

async function loadStored(storage: string, name: string | undefined): Promise<ReportData> {
  const store = await openStore(storage, 'read');
  try {
    const study = await chooseStudy(store, name);
    return makeReportData((await describeRecordedStudy(store, study)) ?? (await describeStoredStudy(store, study)));
  } finally {
    await store.close();
  }
}

async function loadFolder(folder: string): Promise<ReportData> {
  const study = await readStudyJson(folder);
  const present = await readdir(folder);
  const description = describeStudyJson(study, {
    place: folder,
    files: reportFiles.filter(({ href }) => present.includes(href)),
    tables: (await Promise.all(reportTables.map((name) => readTable(folder, name)))).flatMap((table) => table ?? []),
    times: await readTimes(join(folder, 'study.db'), study.name),
  });
  // A link to what is not there helps nobody.
  const trials = description.trials.map((trial) =>
    trial.model === '' || existsSync(join(folder, trial.model)) ? trial : { ...trial, model: '' },
  );
  const genotype = present.includes('genotype.json') && readGenotype(join(folder, 'genotype.json'));
  return makeReportData({
    ...description,
    trials,
    ...(genotype && { genotype }),
    analysis: await readAnalysis(folder),
  });
}

/** When the trials ran, which only the record of the study knows; undefined where the folder has none. */
async function readTimes(file: string, name: string): Promise<ReadonlyMap<number, TrialTime> | undefined> {
  if (!existsSync(file)) return undefined;
  const store = await openStore(file, 'read');
  try {
    const study = await store.findStudy(name);
    return study && trialTimes(await store.readTrials(study.id));
  } finally {
    await store.close();
  }
}

async function readTable(folder: string, name: ReportTableName): Promise<ReportTable | undefined> {
  const file = join(folder, `${name}.csv`);
  if (!existsSync(file)) return undefined;
  const [columns = [], ...rows] = await parseRows(await readFile(file, 'utf8'));
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
