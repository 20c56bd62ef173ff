import { type LabelledValue, verdictOf } from '../report-data/verdict.js';
import { element } from './element.js';
import type { ReportPage } from './report-page.js';

/** The best trial, what it costs to serve, and what to try next. */
export function verdictView(page: ReportPage): HTMLElement {
  const { data } = page;
  const { best, problem, next } = verdictOf(data);
  return element(
    'section',
    { id: 'verdict', class: 'verdict', 'aria-label': 'Verdict' },
    best
      ? element(
          'div',
          { class: 'best' },
          element('h2', {}, `Best: ${best.label}`),
          element(
            'p',
            { class: 'aside' },
            best.rivals > 0 ? rivals(best.rivals) : '',
            best.rivals > 0 && data.trials[0]?.model !== '' && ' · ',
            data.trials[0]?.model !== '' &&
              element('a', { href: data.trials[0]?.model ?? '', download: '' }, 'model.onnx'),
          ),
          tiles(best.objectives, 'objectives'),
          best.cost.length > 0 && element('h4', {}, 'To serve'),
          best.cost.length > 0 && tiles(best.cost, 'costs'),
          best.parameters.length > 0 && element('h4', {}, 'Hyperparameters'),
          best.parameters.length > 0 && pairs(best.parameters),
          detailsButton(() => page.openTrial(best.index)),
        )
      : element(
          'div',
          { class: 'best' },
          element('h2', {}, 'No best trial'),
          element('p', { class: 'aside' }, problem),
        ),
    next.length > 0 &&
      element(
        'div',
        { class: 'next' },
        element('h2', {}, 'What to try next'),
        element('ul', {}, ...next.map((text) => element('li', {}, text))),
      ),
  );
}

const rivals = (count: number) => `${count} other${count === 1 ? '' : 's'} on the Pareto front`;

function detailsButton(open: () => void): HTMLElement {
  const button = element('button', { type: 'button', class: 'quiet' }, 'All about this trial');
  button.addEventListener('click', open);
  return button;
}

export const tiles = (values: readonly LabelledValue[], kind: string) =>
  element(
    'dl',
    { class: `tiles ${kind}` },
    ...values.map(({ label, value, interval }) =>
      element(
        'div',
        {},
        element('dt', {}, label),
        element('dd', {}, value || '–'),
        interval !== undefined && element('dd', { class: 'interval', title: '95 % interval' }, interval),
      ),
    ),
  );

export const pairs = (values: readonly LabelledValue[]) =>
  element(
    'dl',
    { class: 'pairs' },
    ...values.map(({ label, value }) => element('div', {}, element('dt', {}, label), element('dd', {}, value))),
  );
