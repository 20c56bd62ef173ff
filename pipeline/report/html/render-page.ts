import type { ReportData } from '../report-data/report-data.js';
import { renderReportJson } from '../report-data/report-json.js';
import type { PageAssets } from './page-assets.js';

/** report.html, complete in itself: it needs no network, and its policy allows it none. */
export const renderPage = (data: ReportData, assets: PageAssets): string =>
  renderDocument(
    data.name,
    [`<script type="application/json" id="report-data">${renderReportJson(data)}</script>`],
    assets,
  );

/** comparison.html, the same of two studies. */
export const renderComparisonPage = (a: ReportData, b: ReportData, assets: PageAssets): string =>
  renderDocument(
    `${a.name} and ${b.name}`,
    [
      `<script type="application/json" id="report-data">${renderReportJson(compared(a))}</script>`,
      `<script type="application/json" id="report-data-2">${renderReportJson(compared(b))}</script>`,
    ],
    assets,
  );

/** Nothing of the best networks is put side by side, and their pictures are a megabyte. */
const compared = (data: ReportData): ReportData => ({ ...data, analysis: undefined });

function renderDocument(title: string, data: readonly string[], { script, style }: PageAssets): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:">
<meta name="generator" content="ortune">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<div id="report"><noscript>This report is drawn by its own script, which is switched off here.</noscript></div>
${data.join('\n')}
<script>${script}</script>
</body>
</html>
`;
}

const escapeHtml = (text: string) => text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
