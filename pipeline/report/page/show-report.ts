import type { ChartDefinition } from '../charts/chart.js';
import { charts } from '../charts/registry.js';
import type { ReportData } from '../report-data/report-data.js';
import { tallyOf } from '../report-data/verdict.js';
import { tableColumns } from '../table/table-columns.js';
import { cellView } from './cell-view.js';
import { type ChartView, chartView } from './chart-view.js';
import { element } from './element.js';
import { networkView } from './network-view.js';
import { followBrushing } from './parallel-brushing.js';
import type { ReaderChoices, ReportPage } from './report-page.js';
import { schemeButton } from './scheme-button.js';
import { tableView } from './table-view.js';
import { openTrialDialog } from './trial-view.js';
import { pairs, verdictView } from './verdict-view.js';

/** The report of a study on a page. */
export interface ShownReport {
  /** Shows newer data in place of those there are: what the reader has chosen, opened and scrolled to stays as it is. */
  update(data: ReportData): void;
  /** Takes it down. */
  dispose(): void;
}

/** Fills `root` with the report of a study. */
export function showReport(root: HTMLElement, first: ReportData, reader: ReaderChoices): ShownReport {
  const openTrial = (index: number): void => openTrialDialog(page, index);
  const page: ReportPage = {
    data: first,
    reader,
    openTrial,
    selection: undefined,
    onSelection: new Set(),
    onData: new Set(),
  };
  let drawn = draw(root, page);
  return {
    update(data) {
      const isAlike = layoutOf(page.data) === layoutOf(data);
      page.data = data;
      if (isAlike) {
        for (const tell of page.onData) tell();
        drawn.update();
      } else {
        const { scrollY } = window;
        drawn.dispose();
        drawn = draw(root, page);
        // Those of an open dialog: all others have been drawn anew.
        for (const tell of page.onData) tell();
        scrollTo({ top: scrollY, behavior: 'instant' });
      }
    },
    dispose: () => drawn.dispose(),
  };
}

/** Data of the same layout are shown by the same charts, lists and columns. */
function layoutOf(data: ReportData): string {
  const shown = Object.entries(charts).filter(([, chart]) => chart.isFor(data));
  const columns = tableColumns(data).map(({ key, isShown }) => [key, isShown]);
  const others = [data.importance, data.tables, data.genotype, data.analysis, data.files];
  return JSON.stringify([shown.map(([name, chart]) => [name, chart.controls?.(data)]), columns, others]);
}

/** Draws the whole page. `update` shows newer data of the same layout. */
function draw(root: HTMLElement, page: ReportPage): { update(): void; dispose(): void } {
  const { data } = page;
  page.onSelection.clear();
  const others = new Set(page.onData);
  const table = tableView(page);
  const views = Object.entries(charts)
    .filter(([, chart]) => chart.isFor(data))
    .map(([name, chart]) => chartOf(name, chart, page));
  const ofNetwork = viewsOf(views, 'network');
  const ofStudy = viewsOf(views, undefined);
  const network = networkView(
    page,
    ofNetwork.map(({ figure }) => figure),
  );
  const cell = data.genotype && cellView(data.genotype);
  const sections = [
    ['verdict', 'Verdict'],
    ...ofStudy.map(({ figure }) => [figure.id, figure.querySelector('h3')?.textContent ?? '']),
    ...(cell ? [[cell.section.id, 'Searched cell']] : []),
    ...(network ? [[network.id, 'Best network']] : []),
    ['ranking', 'Ranking'],
    ['about', 'About'],
  ] as const;
  let [top, verdict, end] = [header(data), verdictView(page), about(data)];
  root.replaceChildren(
    top,
    navigation(sections),
    element(
      'main',
      {},
      verdict,
      element('section', { class: 'charts', 'aria-label': 'Charts' }, ...ofStudy.map(({ figure }) => figure)),
      cell?.section,
      network,
      table.section,
      end,
    ),
  );
  table.attached();
  const own = [...page.onData].filter((tell) => !others.has(tell));
  return {
    update() {
      top = replaced(top, header(page.data));
      verdict = replaced(verdict, verdictView(page));
      end = replaced(end, about(page.data));
      for (const view of views) view.update(page.data);
      table.update();
    },
    dispose() {
      for (const view of views) view.dispose();
      cell?.dispose();
      table.dispose();
      for (const tell of own) page.onData.delete(tell);
    },
  };
}

/** Puts one in the place of the other where they differ: what a reader has marked there stays marked otherwise. */
function replaced(before: HTMLElement, after: HTMLElement): HTMLElement {
  if (before.isEqualNode(after)) return before;
  before.replaceWith(after);
  return after;
}

interface ReportChart extends ChartView {
  readonly chart: ChartDefinition;
}

/** Those about the same, laid out together. */
function viewsOf(views: readonly ReportChart[], subject: ChartDefinition['subject']): readonly ChartView[] {
  const found = views.filter(({ chart }) => chart.subject === subject);
  widenLast(found);
  return found;
}

function chartOf(name: string, chart: ChartDefinition, page: ReportPage): ReportChart {
  const view = chartView(name, chart, page.data, {
    points: page.data.trials.length,
    choices: page.reader.charts.get(name),
    onChoices: (choices) => page.reader.charts.set(name, choices),
    onTrial: page.openTrial,
    onDrawn: name === 'parallel-coordinates' ? followBrushing(page) : undefined,
  });
  if (chart.isWide) view.figure.classList.add('wide');
  return { ...view, chart };
}

/** Narrow charts stand in pairs; the last one takes the place of the one it lacks. */
function widenLast(views: readonly ChartView[]): void {
  const narrow = views.filter(({ figure }) => !figure.classList.contains('wide'));
  if (narrow.length % 2 === 1) narrow.at(-1)?.figure.classList.add('wide');
}

function header(data: ReportData): HTMLElement {
  const aims = data.objectives.map(({ name, direction }) => `${direction} ${name}`).join(', ');
  return element(
    'header',
    { class: 'top' },
    element(
      'div',
      {},
      element('h1', {}, data.name),
      element('p', { class: 'aside' }, [data.status, tallyOf(data), aims].filter((text) => text !== '').join(' · ')),
    ),
    schemeButton(),
  );
}

function navigation(sections: readonly (readonly [string, string] | readonly string[])[]): HTMLElement {
  return element(
    'nav',
    { 'aria-label': 'Sections' },
    ...sections.map(([id = '', title = '']) => element('a', { href: `#${id}` }, title)),
  );
}

function about({ facts, files, place }: ReportData): HTMLElement {
  return element(
    'section',
    { id: 'about', 'aria-label': 'About' },
    element('h2', {}, 'About this study'),
    pairs([...facts, { label: 'read from', value: place }]),
    files.length > 0 &&
      element('p', { class: 'files' }, ...files.map(({ label, href }) => element('a', { href, title: label }, href))),
  );
}
