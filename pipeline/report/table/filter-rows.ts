import type { TableColumn } from './table-columns.js';

/** Whether a row is to be shown. */
export type RowFilter = (index: number) => boolean;

const comparisons = {
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '=': (a, b) => a === b,
} as const satisfies Record<string, (a: number | string, b: number | string) => boolean>;

/**
 * What a reader types: words that must occur in one of the texts of a row, and conditions such as `learningRate<0.01`,
 * `optimizer=adam` or `state!=FAIL`. All must hold; words and texts in quotation marks may have spaces.
 */
export function parseFilter(text: string, columns: readonly TableColumn[]): RowFilter {
  const terms = [...text.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(([term]) => term);
  const filters = terms.map((term) => conditionOf(term, columns) ?? wordFilter(term, columns));
  return (index) => filters.every((filter) => filter(index));
}

/** Undefined where the term is no condition on a column that there is: then it is a word. */
function conditionOf(term: string, columns: readonly TableColumn[]): RowFilter | undefined {
  const parts = /^(.+?)(<=|>=|!=|<|>|=)(.+)$/.exec(term);
  const [, name = '', operator = '', given = ''] = parts ?? [];
  const column = columns.find((one) => sameText(one.name, unquoted(name)));
  if (!column || !isOperator(operator)) return undefined;
  const compare: (a: number | string, b: number | string) => boolean = comparisons[operator];
  const value = unquoted(given).toLowerCase();
  return (index) => {
    const cell = column.cell(index);
    if (cell === undefined) return operator === '!=';
    return column.isNumeric ? compare(Number(cell), Number(value)) : compare(String(cell).toLowerCase(), value);
  };
}

function wordFilter(term: string, columns: readonly TableColumn[]): RowFilter {
  const word = unquoted(term).toLowerCase();
  const texts = columns.filter(({ isNumeric, key }) => !isNumeric || key === 'trial:trial');
  return (index) =>
    texts.some(({ cell }) =>
      String(cell(index) ?? '')
        .toLowerCase()
        .includes(word),
    );
}

const isOperator = (text: string): text is keyof typeof comparisons => Object.hasOwn(comparisons, text);

const sameText = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

const unquoted = (text: string) => text.replaceAll('"', '');
