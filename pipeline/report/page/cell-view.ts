import type { Genotype } from '../../../models/cells/genotype.js';
import { renderCellSvg } from '../cells/render-cell-svg.js';
import { chartTheme, onThemeChange } from './colour-scheme.js';
import { element } from './element.js';

export interface CellView {
  readonly section: HTMLElement;
  dispose(): void;
}

/** The cells that an architecture search has found, as graphs. */
export function cellView(genotype: Genotype): CellView {
  const normal = element('div', { class: 'scroll' });
  const reduction = element('div', { class: 'scroll' });
  const section = element(
    'section',
    { id: 'searched-cell', class: 'card', 'aria-label': 'The searched cell' },
    element('h2', {}, 'The searched cell'),
    element(
      'p',
      { class: 'aside' },
      'Inputs on the left, operators in boxes, nodes that sum their edges as circles, their concatenation on the right; ↓2 halves images.',
    ),
    normal,
    reduction,
  );
  function draw(): void {
    normal.replaceChildren(pictureOf(renderCellSvg(genotype, 'normal', chartTheme())));
    reduction.replaceChildren(pictureOf(renderCellSvg(genotype, 'reduction', chartTheme())));
  }
  draw();
  return { section, dispose: onThemeChange(draw) };
}

const pictureOf = (svg: string): Element =>
  document.importNode(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement, true);
