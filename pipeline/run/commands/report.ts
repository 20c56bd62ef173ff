import { relative, resolve, sep } from 'node:path';
import { type ExitCode, exitCodes } from '../../errors.js';
import { prepareReportFolder } from '../../report/prepare-report-folder.js';
import { relink } from '../../report/report-data/relink.js';
import { type ReportFormatName, writeFormat } from '../../report/write-formats.js';
import { loadReportData, reportFolderOf } from '../report/load-report-data.js';

export interface ReportCommandOptions {
  readonly study?: string;
  readonly out?: string;
  readonly format: ReportFormatName;
}

/** `ortune report`: writes the report of a study that is in a folder or a storage. @throws OrtuneError */
export async function report(place: string, { study, out, format }: ReportCommandOptions): Promise<ExitCode> {
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

/** Studies of Optuna may have any name. */
function folderName(study: string): string {
  const name = study.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+|-+$/g, '');
  return name.slice(0, 100) || 'study';
}
