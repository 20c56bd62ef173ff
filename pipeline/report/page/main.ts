import { parseReportJson } from '../report-data/report-json.js';
import { watchScheme } from './colour-scheme.js';
import { noChoices } from './report-page.js';
import { showReport } from './show-report.js';

const root = document.getElementById('report');
const json = document.getElementById('report-data')?.textContent;
if (root && json) {
  watchScheme();
  showReport(root, parseReportJson(json), noChoices());
}
