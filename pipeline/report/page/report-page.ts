import type { Choices } from '../charts/chart.js';
import type { ReportData } from '../report-data/report-data.js';
import type { SortDirection } from '../table/sort-rows.js';

/** What the reader has chosen; it outlives a redrawing with newer data. */
export interface ReaderChoices {
  readonly charts: Map<string, Choices>;
  filter: string;
  sort: { readonly key: string; readonly direction: SortDirection } | undefined;
  /** Keys of columns whose visibility the reader has changed. */
  readonly columns: Map<string, boolean>;
  /** How far the table is scrolled down, in pixels. */
  tableTop: number;
}

/** What the parts of a page share. */
export interface ReportPage {
  /** Newer ones may take its place, in which a trial may have another place in the ranking. */
  data: ReportData;
  readonly reader: ReaderChoices;
  /** Opens the details of a trial, by its place in the ranking. */
  openTrial(index: number): void;
  /** Trials that are chosen in a chart, by place; undefined: all. */
  selection: ReadonlySet<number> | undefined;
  /** Called when the selection has changed. */
  readonly onSelection: Set<() => void>;
  /** Called when there are newer data. */
  readonly onData: Set<() => void>;
}

export const noChoices = (): ReaderChoices => ({
  charts: new Map(),
  filter: '',
  sort: undefined,
  columns: new Map(),
  tableTop: 0,
});

export function select(page: ReportPage, selection: ReadonlySet<number> | undefined): void {
  page.selection = selection;
  for (const tell of page.onSelection) tell();
}
