import { parseFilter } from '../table/filter-rows.js';
import { renderTableCsv } from '../table/render-table-csv.js';
import { type SortDirection, sortRows } from '../table/sort-rows.js';
import { type TableColumn, tableColumns } from '../table/table-columns.js';
import { isOnPaper, onThemeChange } from './colour-scheme.js';
import { columnMenu } from './column-menu.js';
import { element } from './element.js';
import { type ReportPage, select } from './report-page.js';

/** Pixels; the style sheet has the same. */
const rowHeight = 34;
/** Rows drawn beyond the visible ones, so that fast scrolling shows no gaps. */
const margin = 12;
const paperRows = 40;

export interface TableView {
  readonly section: HTMLElement;
  /** It is on the page now: it is scrolled to where it was. */
  attached(): void;
  /** Shows the newer data of the page, which have the same columns. */
  update(): void;
  dispose(): void;
}

/** The ranking. Only the rows in view are in the document, so that 10,000 trials are no slower than ten. */
export function tableView(page: ReportPage): TableView {
  const { reader } = page;
  let all = tableColumns(page.data);
  let everyRow = page.data.trials.map((_, index) => index);
  let columns = shownColumns();
  let rows: readonly number[] = everyRow;
  /** Place of the first row that is in the document. */
  let from = 0;

  const head = element('tr');
  const body = element('tbody');
  const table = element(
    'table',
    { class: 'ranking', 'aria-rowcount': String(everyRow.length + 1) },
    element('thead', {}, head),
    body,
  );
  const frame = element(
    'div',
    { class: 'scroll frame', tabindex: '0', role: 'region', 'aria-label': 'Ranking of the trials' },
    table,
  );
  const count = element('span', { class: 'aside', 'aria-live': 'polite' });
  const filter = element('input', {
    type: 'search',
    placeholder: 'Filter: adam, state=COMPLETE, learningRate<0.01',
    'aria-label': 'Filter the trials',
    value: reader.filter,
  });
  const release = element('button', { type: 'button', class: 'quiet', hidden: true }, 'Show all again');
  const copy = element('button', { type: 'button' }, 'Copy as CSV');
  const menu = columnMenu(
    all,
    (column) => reader.columns.get(column.key) ?? column.isShown,
    (column, shown) => {
      reader.columns.set(column.key, shown);
      columns = shownColumns();
      drawHead();
      drawRows();
    },
  );
  const section = element(
    'section',
    { id: 'ranking', 'aria-label': 'Ranking' },
    element('h2', {}, 'Ranking'),
    element('div', { class: 'toolbar' }, filter, menu, copy, release, element('span', { class: 'space' }), count),
    frame,
  );

  function shownColumns(): readonly TableColumn[] {
    return all.filter((column) => reader.columns.get(column.key) ?? column.isShown);
  }

  function drawHead(): void {
    head.replaceChildren(
      ...columns.map((column) => {
        const direction = reader.sort?.key === column.key ? reader.sort.direction : undefined;
        const arrow = direction === undefined ? '' : direction === 'ascending' ? ' ↑' : ' ↓';
        const button = element(
          'button',
          { type: 'button', title: column.name },
          column.name,
          element('span', { class: 'arrow' }, arrow),
        );
        button.addEventListener('click', () => sortBy(column));
        const kind = column.isNumeric ? 'number' : '';
        return element('th', { scope: 'col', class: kind, 'aria-sort': direction ?? 'none' }, button);
      }),
    );
  }

  function sortBy(column: TableColumn): void {
    const isSame = reader.sort?.key === column.key;
    const direction: SortDirection = isSame && reader.sort?.direction === 'ascending' ? 'descending' : 'ascending';
    reader.sort = isSame && reader.sort?.direction === 'descending' ? undefined : { key: column.key, direction };
    drawHead();
    findRowsAnew();
    focusHead(column);
  }

  function focusHead({ key }: TableColumn): void {
    head.children[columns.findIndex((column) => column.key === key)]?.querySelector('button')?.focus();
  }

  function findRows(): void {
    const matches = parseFilter(reader.filter, all);
    const kept = everyRow.filter((row) => (page.selection?.has(row) ?? true) && matches(row));
    const by = all.find(({ key }) => key === reader.sort?.key);
    rows = by && reader.sort ? sortRows(kept, by, reader.sort.direction) : kept;
    const total = everyRow.length;
    count.textContent =
      rows.length === total ? `${total} trial${total === 1 ? '' : 's'}` : `${rows.length} of ${total} trials`;
    release.hidden = page.selection === undefined && reader.filter === '';
    drawRows();
  }

  function findRowsAnew(): void {
    frame.scrollTop = 0;
    findRows();
  }

  function drawRows(): void {
    const visible = isOnPaper() ? paperRows : Math.ceil((frame.clientHeight || 600) / rowHeight) + 2 * margin;
    from = isOnPaper() ? 0 : Math.max(0, Math.floor(frame.scrollTop / rowHeight) - margin);
    const shown = rows.slice(from, from + visible);
    const after = isOnPaper() ? 0 : rows.length - from - shown.length;
    const focused = body.contains(document.activeElement)
      ? document.activeElement?.getAttribute('data-trial')
      : undefined;
    body.replaceChildren(
      spacer(from, columns.length),
      ...shown.map((row, i) => tableRow(row, from + i)),
      spacer(after, columns.length),
    );
    // The row was made anew: whoever moves with keys must not be thrown out of the table.
    if (focused) body.querySelector<HTMLElement>(`[data-trial="${focused}"]`)?.focus({ preventScroll: true });
  }

  /** Rows are there beyond both edges of the window: only when those run out are they made anew. */
  function onScroll(): void {
    reader.tableTop = frame.scrollTop;
    const first = Math.max(0, Math.floor(frame.scrollTop / rowHeight) - margin);
    if (Math.abs(first - from) >= margin / 2 || (first === 0 && from !== 0)) drawRows();
  }

  function tableRow(row: number, place: number): HTMLElement {
    const trial = page.data.trials[row];
    const kinds = [trial?.state.toLowerCase() ?? '', row === 0 && trial?.feasible ? 'first' : ''].join(' ').trim();
    const cells = columns.map((column) => {
      const text = column.text(row);
      return element('td', { class: column.isNumeric ? 'number' : '', ...(text.length > 24 && { title: text }) }, text);
    });
    const made = element(
      'tr',
      { class: kinds, tabindex: '0', 'aria-rowindex': String(place + 2), 'data-trial': String(trial?.number) },
      ...cells,
    );
    made.addEventListener('click', () => page.openTrial(row));
    return made;
  }

  function onKey(event: KeyboardEvent): void {
    const at = document.activeElement;
    if (!(at instanceof HTMLTableRowElement)) return;
    const step = { ArrowDown: at.nextElementSibling, ArrowUp: at.previousElementSibling }[event.key];
    if (step instanceof HTMLTableRowElement && step.tabIndex === 0) {
      event.preventDefault();
      step.focus();
    }
    if (event.key !== 'Enter') return;
    // Its own action would press the button of the dialog that has the focus by then.
    event.preventDefault();
    at.click();
  }

  let waiting = 0;
  filter.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      reader.filter = filter.value;
      findRowsAnew();
    }, 120);
  });
  release.addEventListener('click', () => {
    filter.value = '';
    reader.filter = '';
    select(page, undefined);
  });
  copy.addEventListener('click', async () => {
    await copyText(renderTableCsv(columns, rows));
    copy.textContent = 'Copied';
    setTimeout(() => (copy.textContent = 'Copy as CSV'), 1500);
  });
  frame.addEventListener('scroll', () => requestAnimationFrame(onScroll), { passive: true });
  frame.addEventListener('keydown', onKey);
  page.onSelection.add(findRowsAnew);
  const stopTheme = onThemeChange(drawRows);
  drawHead();
  findRows();
  return {
    section,
    attached() {
      frame.scrollTop = reader.tableTop;
      drawRows();
    },
    update() {
      all = tableColumns(page.data);
      everyRow = page.data.trials.map((_, index) => index);
      columns = shownColumns();
      table.setAttribute('aria-rowcount', String(everyRow.length + 1));
      findRows();
    },
    dispose: stopTheme,
  };
}

function spacer(rows: number, columns: number): HTMLElement {
  const cell = element('td', { colspan: String(Math.max(1, columns)) });
  cell.style.height = `${rows * rowHeight}px`;
  const row = element('tr', { class: 'spacer', role: 'presentation' }, cell);
  row.hidden = rows === 0;
  return row;
}

/** A page from disk is no secure context everywhere: then the old way is the only one. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = element('textarea', { class: 'offscreen' });
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
