import type { TableColumn } from '../table/table-columns.js';
import { element } from './element.js';

const groups = {
  trial: 'Trial',
  metric: 'Measured',
  constraint: 'Constraints',
  parameter: 'Hyperparameters',
  attribute: 'Noted',
} as const;

/** The list of columns to choose from. */
export function columnMenu(
  columns: readonly TableColumn[],
  isShown: (column: TableColumn) => boolean,
  onChange: (column: TableColumn, shown: boolean) => void,
): HTMLElement {
  const lists = Object.entries(groups).flatMap(([group, title]) => {
    const members = columns.filter((column) => column.group === group);
    if (members.length === 0) return [];
    return [
      element(
        'fieldset',
        {},
        element('legend', {}, title),
        ...members.map((column) => {
          const box = element('input', { type: 'checkbox' });
          box.checked = isShown(column);
          box.addEventListener('change', () => onChange(column, box.checked));
          return element('label', {}, box, column.name);
        }),
      ),
    ];
  });
  const menu = element('details', { class: 'menu' }, element('summary', {}, 'Columns'), element('div', {}, ...lists));
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Node && !menu.contains(target)) menu.open = false;
  });
  menu.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') menu.open = false;
  });
  return menu;
}
