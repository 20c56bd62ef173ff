import { compareStudies } from '../comparison/compare-studies.js';
import { comparisonCharts } from '../comparison/comparison-charts.js';
import { comparisonRows } from '../comparison/comparison-rows.js';
import type { ReportData } from '../report-data/report-data.js';
import { chartView } from './chart-view.js';
import { element } from './element.js';
import { schemeButton } from './scheme-button.js';

/** Fills `root` with two studies side by side. */
export function showComparison(root: HTMLElement, a: ReportData, b: ReportData): void {
  const comparison = compareStudies(a, b);
  const { header, rows, tests } = comparisonRows(comparison);
  const figures = Object.entries(comparisonCharts).flatMap(([name, chart]) => {
    if (!chart.isFor(comparison)) return [];
    const { figure } = chartView(name, chart, comparison);
    if (chart.isWide) figure.classList.add('wide');
    return [figure];
  });
  root.replaceChildren(
    element(
      'header',
      { class: 'top' },
      element(
        'div',
        {},
        element('h1', {}, `${a.name} and ${b.name}`),
        element('p', { class: 'aside' }, `${a.place} · ${b.place}`),
      ),
      schemeButton(),
    ),
    element(
      'main',
      { class: 'below' },
      element(
        'section',
        { id: 'about', 'aria-label': 'Verdict' },
        element(
          'div',
          { class: 'scroll' },
          element(
            'table',
            {},
            element('thead', {}, element('tr', {}, ...header.map((name) => element('th', { scope: 'col' }, name)))),
            element(
              'tbody',
              {},
              ...rows.map(([fact, ...values]) =>
                element(
                  'tr',
                  {},
                  element('th', { scope: 'row' }, fact),
                  ...values.map((value) => element('td', {}, value)),
                ),
              ),
            ),
          ),
        ),
        ...tests.map((test) => element('p', { class: 'test' }, test)),
      ),
      element('section', { class: 'charts', 'aria-label': 'Charts' }, ...figures),
    ),
  );
}
