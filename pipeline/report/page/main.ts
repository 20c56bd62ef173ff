import type { ReportData } from '../report-data/report-data.js';
import { parseReportJson } from '../report-data/report-json.js';
import { watchScheme } from './colour-scheme.js';
import { noChoices } from './report-page.js';
import { showComparison } from './show-comparison.js';
import { showReport } from './show-report.js';

const dataIn = (id: string): ReportData | undefined => {
  const json = document.getElementById(id)?.textContent;
  return json ? parseReportJson(json) : undefined;
};

const root = document.getElementById('report');
const [data, other] = [dataIn('report-data'), dataIn('report-data-2')];
if (root && data) {
  watchScheme();
  if (other) showComparison(root, data, other);
  else showReport(root, data, noChoices());
}
