import type { ClassificationAnalysis } from '../../analyze/analysis.js';
import { percent } from '../charts/tooltip.js';
import { element } from './element.js';
import { pictureCanvas } from './picture-canvas.js';

/** The worst mistakes as pictures; undefined where there are none, or samples cannot be seen. */
export function mistakesView({ worst, mistakes, classes }: ClassificationAnalysis): HTMLElement | undefined {
  if (worst.length === 0) return undefined;
  const shown = worst.length < mistakes ? `The worst ${worst.length} of ${mistakes}` : `All ${mistakes}`;
  return element(
    'figure',
    { class: 'chart wide', id: 'mistakes' },
    element('h3', {}, 'Mistakes'),
    element(
      'figcaption',
      {},
      `${shown}, those first whose true class the network holds for the least probable: what it takes an image for, how probable it says that is, and what it is.`,
    ),
    element(
      'ul',
      { class: 'pictures' },
      ...worst.map(({ picture, actual, predicted, probability, sample }) => {
        const [is, takenFor] = [classes[actual] ?? '', classes[predicted] ?? ''];
        return element(
          'li',
          { title: `row ${sample} of the validation data` },
          pictureCanvas(picture, { label: `${is}, taken for ${takenFor}`, side: 96 }),
          element('span', { class: 'predicted' }, takenFor, element('small', {}, percent(probability))),
          element('span', { class: 'actual' }, `is ${is}`),
        );
      }),
    ),
  );
}
