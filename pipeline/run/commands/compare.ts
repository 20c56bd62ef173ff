import { relative, resolve } from 'node:path';
import { type ExitCode, exitCodes, UsageError } from '../../errors.js';
import { compareStudies } from '../../report/comparison/compare-studies.js';
import { renderComparisonMd } from '../../report/comparison/render-comparison-md.js';
import { loadPageAssets } from '../../report/html/page-assets.js';
import { renderComparisonPage } from '../../report/html/render-page.js';
import { makeFolder } from '../../report/make-folder.js';
import { type ReportFormatName, writeReportFile } from '../../report/write-formats.js';
import { loadReportData } from '../report/load-report-data.js';

export interface CompareOptions {
  /** Of the first and of the second storage. */
  readonly study?: string;
  readonly compareStudy?: string;
  readonly out?: string;
  readonly format: ReportFormatName;
}

/** `ortune report <first> --compare <second>`: two studies side by side, as comparison.html or comparison.md. @throws OrtuneError */
export async function compare(
  first: string,
  second: string,
  { study, compareStudy, out, format }: CompareOptions,
): Promise<ExitCode> {
  if (format !== 'html' && format !== 'md') {
    throw new UsageError(`a comparison is written as html or md, got --format ${format}`);
  }
  const [a, b] = [await loadReportData(first, study), await loadReportData(second, compareStudy)];
  const folder = resolve(out ?? 'reports');
  await makeFolder(folder);
  const content =
    format === 'md' ? renderComparisonMd(compareStudies(a, b)) : renderComparisonPage(a, b, await loadPageAssets());
  const path = await writeReportFile(folder, `comparison.${format}`, content);
  process.stdout.write(`${relative(process.cwd(), path) || path}\n`);
  return exitCodes.done;
}
