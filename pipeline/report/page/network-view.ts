import { networkFacts } from '../report-data/network-facts.js';
import { element } from './element.js';
import { featureMapsView } from './feature-maps-view.js';
import { mistakesView } from './mistakes-view.js';
import type { ReportPage } from './report-page.js';
import { tiles } from './verdict-view.js';

/**
 * What the best network does with the validation data.
 * @param figures charts of it
 * @returns undefined where that was not looked at
 */
export function networkView(page: ReportPage, figures: readonly HTMLElement[]): HTMLElement | undefined {
  const { analysis } = page.data;
  if (!analysis) return undefined;
  const { network, samples, dataset, predictions, maps } = analysis;
  const facts = networkFacts(analysis);
  const classified = predictions?.kind === 'classification' ? predictions : undefined;
  return element(
    'section',
    { id: 'best-network', class: 'network', 'aria-label': 'The best network' },
    element(
      'div',
      { class: 'card' },
      element('h2', {}, 'What the best network does'),
      element('p', { class: 'aside' }, `${network}, ${samples} samples of ${dataset} that it was not trained on`),
      facts.length > 0 && tiles(facts, 'facts'),
    ),
    figures.length > 0 && element('div', { class: 'charts' }, ...figures),
    classified && mistakesView(classified),
    classified && maps && featureMapsView(page, maps, classified.classes),
  );
}
