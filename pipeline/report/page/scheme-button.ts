import { toggleScheme } from './colour-scheme.js';
import { element } from './element.js';

/** Goes from light to dark and back. */
export function schemeButton(): HTMLElement {
  const label = 'Light or dark';
  const button = element('button', { type: 'button', class: 'quiet scheme', 'aria-label': label, title: label }, '◐');
  button.addEventListener('click', toggleScheme);
  return button;
}
