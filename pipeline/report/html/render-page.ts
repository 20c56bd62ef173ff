import type { ReportData } from '../report-data/report-data.js';
import { renderReportJson } from '../report-data/report-json.js';
import type { PageAssets } from './page-assets.js';

/** report.html, complete in itself: it needs no network, and its policy allows it none. */
export function renderPage(data: ReportData, { script, style }: PageAssets): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:">
<meta name="generator" content="ortune">
<title>${escapeHtml(data.name)}</title>
<style>${style}</style>
</head>
<body>
<div id="report"><noscript>This report is drawn by its own script, which is switched off here.</noscript></div>
<script type="application/json" id="report-data">${renderReportJson(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

const escapeHtml = (text: string) => text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
