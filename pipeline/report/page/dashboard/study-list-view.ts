import type { ListedStudy, StudyList } from '../../../run/dashboard/messages.js';
import { formatNumber } from '../../format-number.js';
import { element } from '../element.js';
import { stateWords } from './state-words.js';

/** The studies to choose from. */
export function studyListView({ studies, problems }: StudyList): HTMLElement {
  return element(
    'main',
    { class: 'studies' },
    element('h1', {}, 'Studies'),
    ...problems.map((problem) => element('p', { class: 'problem' }, problem)),
    studies.length === 0
      ? element('p', { class: 'aside' }, 'There is no study yet. This page shows one as soon as it begins.')
      : element(
          'div',
          { class: 'scroll' },
          element(
            'table',
            {},
            element('thead', {}, element('tr', {}, ...heads.map((text) => element('th', { scope: 'col' }, text)))),
            element('tbody', {}, ...studies.map(row)),
          ),
        ),
  );
}

const heads = ['study', 'state', 'complete', 'pruned', 'failed', 'running', 'waiting', 'best', 'in'];

function row({ key, name, place, state, trials, best }: ListedStudy): HTMLElement {
  const { COMPLETE, PRUNED, FAIL, RUNNING, WAITING } = trials;
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, element('a', { href: `/studies/${key}/` }, name)),
    element('td', {}, stateWords[state]),
    ...[COMPLETE, PRUNED, FAIL, RUNNING, WAITING].map((count) => element('td', { class: 'number' }, String(count))),
    element('td', {}, best && `${best.objective} ${formatNumber(best.value)}, trial ${best.trial}`),
    element('td', {}, place),
  );
}
