import type { ClassifiedPicture, MapsAnalysis } from '../../analyze/analysis.js';
import { percent } from '../charts/tooltip.js';
import { element } from './element.js';
import { bytesOf, drawCanvas, pictureCanvas } from './picture-canvas.js';
import type { ReportPage } from './report-page.js';

const name = 'feature-maps';

/** What each convolution finds in an image that the reader chooses, and what the first one looks for. */
export function featureMapsView(page: ReportPage, maps: MapsAnalysis, classes: readonly string[]): HTMLElement {
  const chosen = Number(page.reader.charts.get(name)?.image ?? 0);
  const place = element('div', { class: 'maps', 'aria-live': 'polite' });
  const buttons = maps.images.map((image, index) => {
    const button = element(
      'button',
      { type: 'button', class: 'image', title: describe(image, classes) },
      pictureCanvas(image.picture, { label: describe(image, classes), side: 56 }),
      element('span', { class: image.actual === image.predicted ? '' : 'wrong' }, classes[image.predicted] ?? ''),
    );
    button.addEventListener('click', () => choose(index));
    return button;
  });
  function choose(index: number): void {
    page.reader.charts.set(name, { image: String(index) });
    buttons.forEach((button, i) => {
      button.setAttribute('aria-pressed', String(i === index));
    });
    place.replaceChildren(...maps.convolutions.flatMap((convolution) => mapsOf(convolution, index)));
  }
  choose(chosen < maps.images.length ? chosen : 0);
  return element(
    'figure',
    { class: 'chart wide', id: name },
    element('h3', {}, 'Feature maps'),
    element(
      'figcaption',
      {},
      'What the convolutions find in the chosen image; each map is scaled for itself, from its least value in black to its greatest in white. A map that is all black is the same everywhere. Images that the network mistakes are named in colour.',
    ),
    element('div', { class: 'images', role: 'group', 'aria-label': 'Image' }, ...buttons),
    ...kernelsOf(maps),
    place,
  );
}

const describe = ({ actual, predicted, probability }: ClassifiedPicture, classes: readonly string[]) =>
  actual === predicted
    ? `${classes[actual] ?? ''}, recognised with ${percent(probability)}`
    : `${classes[actual] ?? ''}, taken for ${classes[predicted] ?? ''} with ${percent(probability)}`;

function kernelsOf({ kernels }: MapsAnalysis): readonly HTMLElement[] {
  if (!kernels) return [];
  const { layer, total, pictures } = kernels;
  const shown = pictures.length < total ? `${pictures.length} of ${total}` : `${total}`;
  return [
    heading(`${layer}: ${shown} kernels`, 'mid-grey is a weight of zero'),
    element(
      'div',
      { class: 'tiles-of-maps' },
      ...pictures.map((picture, i) => pictureCanvas(picture, { label: `kernel ${i + 1} of ${layer}`, side: 40 })),
    ),
  ];
}

function mapsOf(convolution: MapsAnalysis['convolutions'][number], image: number): readonly HTMLElement[] {
  const { layer, activation, total, shown, size, width, height, maps } = convolution;
  const bytes = bytesOf(maps[image] ?? '');
  const area = width * height;
  return [
    heading(
      `${layer}: ${shown < total ? `${shown} of ${total}` : total} maps`,
      `${size.join(' × ')}${activation === '' ? '' : `, after ${activation}`}`,
    ),
    element(
      'div',
      { class: 'tiles-of-maps' },
      ...Array.from({ length: shown }, (_, map) =>
        drawCanvas(
          { width, height, channels: 1, bytes: bytes.subarray(map * area, (map + 1) * area) },
          { label: `map ${map + 1} of ${layer}`, side: 64 },
        ),
      ),
    ),
  ];
}

const heading = (text: string, aside: string) => element('h4', {}, text, element('span', { class: 'aside' }, aside));
