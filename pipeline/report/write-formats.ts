import { join } from 'node:path';
import { charts } from './charts/registry.js';
import { loadPageAssets } from './html/page-assets.js';
import { renderPage } from './html/render-page.js';
import { makeFolder } from './make-folder.js';
import { renderCsv } from './render-csv.js';
import type { ReportData } from './report-data/report-data.js';
import { renderReportJson } from './report-data/report-json.js';
import { renderSummaryMd } from './summary/render-summary-md.js';
import { tableColumns } from './table/table-columns.js';
import { writeFileOrExplain } from './write-file-or-explain.js';

/** Gives files by their path in the folder of the report. */
type ReportFormat = (data: ReportData) => Promise<ReadonlyMap<string, string>>;

/** What a report can be written as, by the name used on the command line. */
export const reportFormats = {
  html: async (data) => new Map([['report.html', renderPage(data, await loadPageAssets())]]),
  csv: async (data) => new Map([['report.csv', await renderReportCsv(data)]]),
  md: async (data) => new Map([['summary.md', renderSummaryMd(data)]]),
  json: async (data) => new Map([['report.json', `${renderReportJson(data)}\n`]]),
  svg: async (data) => {
    // ECharts is more modules than all else together, and studies write no pictures.
    const { renderChartSvg } = await import('./charts/render-chart-svg.js');
    return new Map(
      Object.entries(charts).flatMap(([name, chart]) => {
        const picture = renderChartSvg(chart, data);
        return picture === undefined ? [] : [[`charts/${name}.svg`, picture] as const];
      }),
    );
  },
} as const satisfies Readonly<Record<string, ReportFormat>>;

export type ReportFormatName = keyof typeof reportFormats;

/**
 * Writes a report in one of its formats.
 * @returns the paths of what was written
 * @throws OrtuneError where a file cannot be written
 */
export async function writeFormat(
  folder: string,
  format: ReportFormatName,
  data: ReportData,
): Promise<readonly string[]> {
  const files = await reportFormats[format](data);
  const paths: string[] = [];
  for (const [name, content] of files) paths.push(await writeReportFile(folder, name, content));
  return paths;
}

/** @returns its path. @throws OrtuneError where it cannot be written */
export async function writeReportFile(folder: string, name: string, content: string): Promise<string> {
  const path = join(folder, name);
  if (name.includes('/')) await makeFolder(join(path, '..'));
  await writeFileOrExplain(path, content);
  return path;
}

function renderReportCsv(data: ReportData): Promise<string> {
  const columns = tableColumns(data);
  return renderCsv(
    columns.map(({ group, name }) => (group === 'parameter' ? `hp.${name}` : name)),
    data.trials.map((_, index) => columns.map(({ cell }) => cell(index))),
  );
}
