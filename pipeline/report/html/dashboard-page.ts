import { readPageAsset } from './page-assets.js';

/** What the page of a dashboard loads from its server. */
export interface DashboardAssets {
  readonly script: string;
  readonly style: string;
}

/** Made by build-page.mjs, as those of report.html. @throws OrtuneError where they are not */
export async function loadDashboardAssets(): Promise<DashboardAssets> {
  const [script, style] = await Promise.all([readPageAsset('dashboard.js'), readPageAsset('dashboard-style.css')]);
  return { script, style };
}

/** The page of a dashboard, which is the same for the list and for every study: its script knows by the address which it is. */
export const renderDashboardPage = (): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="ortune">
<title>ortune</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/dashboard.css">
</head>
<body>
<div id="controls"></div>
<div id="report"><noscript>This page is drawn by its own script, which is switched off here.</noscript></div>
<script src="/dashboard.js"></script>
</body>
</html>
`;
