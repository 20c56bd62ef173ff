import type { Column, Curve, ReportData } from './report-data.js';
import type { ReportUpdate } from './report-update.js';

/**
 * The data as JSON that may stand inside a script element of any HTML page: no `<` is left in it, so that no text of a user ends
 * the element or begins a comment (HTML standard, "Restrictions for contents of script elements"). NaN and infinities, for
 * which JSON has no word, are texts.
 */
export function renderReportJson(data: ReportData | ReportUpdate): string {
  const json = JSON.stringify(data, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
  return json.replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** What `renderReportJson` has written of a study; it is not checked. */
export const parseReportJson = (json: string): ReportData => dataWithNumbers(JSON.parse(json));

/** What it has written of an update; it is not checked. */
export function parseUpdateJson(json: string): ReportUpdate {
  const update: ReportUpdate = JSON.parse(json);
  return { ...update, changed: dataWithNumbers(update.changed) };
}

function dataWithNumbers(data: ReportData): ReportData {
  return {
    ...data,
    columns: data.columns.map(withNumbers),
    curves: { ...data.curves, byTrial: mapValues(data.curves.byTrial, curveWithNumbers) },
    initialisation: mapValues(data.initialisation, (layers) =>
      layers.map((layer) => ({
        ...layer,
        mean: Number(layer.mean),
        std: Number(layer.std),
        gradientNorm: Number(layer.gradientNorm),
      })),
    ),
  };
}

/** `NaN`, `Infinity` and `-Infinity` are texts in the JSON, whatever the type says. */
const toNumber = (value: number | string | null) => (typeof value === 'string' ? Number(value) : value);

const withNumbers = (column: Column): Column =>
  column.kind === 'number' ? { ...column, values: column.values.map(toNumber) } : column;

const curveWithNumbers = ({ steps, values }: Curve): Curve => ({
  steps,
  values: values.map((series) => series.map(Number)),
});

const mapValues = <V>(record: Readonly<Record<number, V>>, change: (value: V) => V): Readonly<Record<number, V>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
