import { relative, resolve, sep } from 'node:path';
import { openEngine } from '../../compiler/open-engine.js';
import { type ExitCode, exitCodes, UsageError } from '../../errors.js';
import { prepareReportFolder } from '../../report/prepare-report-folder.js';
import { readStudyJson } from '../../report/read-study-json.js';
import { relink } from '../../report/report-data/relink.js';
import { type ReportFormatName, writeFormat } from '../../report/write-formats.js';
import { loadStudyFile } from '../../study/load-study-file.js';
import { analyzeBest } from '../report/analyze-best.js';
import { loadReportData, reportFolderOf } from '../report/load-report-data.js';

export interface ReportCommandOptions {
  readonly study?: string;
  readonly out?: string;
  readonly format: ReportFormatName;
  /** With whose data the best network is looked at. */
  readonly studyFile?: string;
}

/** `ortune report`: writes the report of a study that is in a folder or a storage. @throws OrtuneError */
export async function report(
  place: string,
  { study, out, format, studyFile }: ReportCommandOptions,
): Promise<ExitCode> {
  if (studyFile !== undefined) await analyze(place, studyFile);
  const data = await loadReportData(place, study);
  const source = await reportFolderOf(place);
  const folder = resolve(out ?? source ?? `reports/${folderName(data.name)}`);
  await prepareReportFolder(folder, data.name);
  const way = source === undefined ? '' : relative(folder, resolve(source)).split(sep).join('/');
  for (const path of await writeFormat(folder, format, relink(data, way))) {
    process.stdout.write(`${relative(process.cwd(), path) || path}\n`);
  }
  return exitCodes.done;
}

async function analyze(place: string, studyFile: string): Promise<void> {
  const folder = await reportFolderOf(place);
  if (folder === undefined) {
    throw new UsageError(`\`--study-file\` looks at the best network of a report folder; ${place} is a storage`);
  }
  const { name } = await readStudyJson(folder);
  // Before the study file: what that creates in tfjs must belong to an engine.
  await (await openEngine('cpu')).activate();
  const study = await loadStudyFile(studyFile);
  if (study.name !== name) {
    throw new UsageError(
      `${folder} is the report of \`${name}\`, and ${studyFile} holds \`${study.name}\`: give its own file`,
    );
  }
  await analyzeBest(folder, study);
}

/** Studies of Optuna may have any name. */
function folderName(study: string): string {
  const name = study.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+|-+$/g, '');
  return name.slice(0, 100) || 'study';
}
