import type { StudyList, StudyStatus } from '../../../run/dashboard/messages.js';
import { mergeReportData } from '../../report-data/merge-report-data.js';
import type { ReportData } from '../../report-data/report-data.js';
import { parseReportJson, parseUpdateJson } from '../../report-data/report-json.js';
import { watchScheme } from '../colour-scheme.js';
import { noChoices } from '../report-page.js';
import { type ShownReport, showReport } from '../show-report.js';
import { controlBar } from './control-bar.js';
import { drawPaced } from './draw-paced.js';
import { studyListView } from './study-list-view.js';

const root = document.getElementById('report');
const controls = document.getElementById('controls');
const isStudy = /^\/studies\/[^/]+\/$/.test(location.pathname);

/** Follows the studies, or one, as the address says. The browser connects again by itself when the server was away. */
function follow(root: HTMLElement, controls: HTMLElement): void {
  const events = new EventSource('events');
  const on = (name: 'list' | 'status' | 'study' | 'update', take: (json: string) => void) =>
    events.addEventListener(name, ({ data }) => {
      if (typeof data === 'string') take(data);
    });
  const bar = controlBar();
  controls.append(bar.element);
  events.addEventListener('open', () => bar.setConnected(true));
  events.addEventListener('error', () => bar.setConnected(false));
  on('list', (json) => {
    const list: StudyList = JSON.parse(json);
    bar.setList(list);
    if (!isStudy) root.replaceChildren(studyListView(list));
  });
  if (!isStudy) return;

  let data: ReportData | undefined;
  let shown: ShownReport | undefined;
  const reader = noChoices();
  const drawing = drawPaced(() => {
    if (!data) return;
    document.title = `${data.name} – ortune`;
    if (shown) shown.update(data);
    else shown = showReport(root, data, reader);
    // For whoever measures how far behind the page is.
    root.dataset.trials = String(data.trials.length);
  });
  on('status', (json) => {
    const status: StudyStatus = JSON.parse(json);
    bar.setStatus(status);
  });
  on('study', (json) => {
    data = parseReportJson(json);
    drawing.request();
  });
  on('update', (json) => {
    if (data) data = mergeReportData(data, parseUpdateJson(json));
    drawing.request();
  });
}

if (root && controls) {
  watchScheme();
  follow(root, controls);
}
