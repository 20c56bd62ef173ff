import type { ChartDefinition } from '../charts/chart.js';
import { charts } from '../charts/registry.js';
import type { ReportData } from '../report-data/report-data.js';
import { tallyOf } from '../report-data/verdict.js';
import { type ChartView, chartView } from './chart-view.js';
import { element } from './element.js';
import { networkView } from './network-view.js';
import { followBrushing } from './parallel-brushing.js';
import type { ReaderChoices, ReportPage } from './report-page.js';
import { schemeButton } from './scheme-button.js';
import { tableView } from './table-view.js';
import { openTrialDialog } from './trial-view.js';
import { pairs, verdictView } from './verdict-view.js';

/**
 * Fills `root` with the report of a study. Called again with newer data it draws the page anew and keeps what the reader has chosen.
 * @returns takes the page down
 */
export function showReport(root: HTMLElement, data: ReportData, reader: ReaderChoices): () => void {
  const openTrial = (index: number): void => openTrialDialog(data, index, openTrial);
  const page: ReportPage = { data, reader, openTrial, selection: undefined, onSelection: new Set() };
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
  const sections = [
    ['verdict', 'Verdict'],
    ...ofStudy.map(({ figure }) => [figure.id, figure.querySelector('h3')?.textContent ?? '']),
    ...(network ? [[network.id, 'Best network']] : []),
    ['ranking', 'Ranking'],
    ['about', 'About'],
  ] as const;
  root.replaceChildren(
    header(data),
    navigation(sections),
    element(
      'main',
      {},
      verdictView(page),
      element('section', { class: 'charts', 'aria-label': 'Charts' }, ...ofStudy.map(({ figure }) => figure)),
      network,
      table.section,
      about(data),
    ),
  );
  return () => {
    for (const view of views) view.dispose();
    table.dispose();
  };
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
