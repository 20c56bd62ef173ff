import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { charts } from '../../pipeline/report/charts/registry.js';
import { loadPageAssets } from '../../pipeline/report/html/page-assets.js';
import { renderPage } from '../../pipeline/report/html/render-page.js';
import { makeReportData } from '../../pipeline/report/report-data/make-report-data.js';
import { omittedCurves } from '../../pipeline/report/report-data/omitted-curves.js';
import { onlyTrial } from '../../pipeline/report/report-data/only-trial.js';
import { relink } from '../../pipeline/report/report-data/relink.js';
import { columnOf } from '../../pipeline/report/report-data/report-data.js';
import { parseReportJson, renderReportJson } from '../../pipeline/report/report-data/report-json.js';
import { valueText } from '../../pipeline/report/report-data/verdict.js';
import { renderSummaryMd } from '../../pipeline/report/summary/render-summary-md.js';
import { describedStudy, describedTrial, reportOf } from './described-study.js';
import { hostileStudy, oddStudies } from './odd-studies.js';

describe('report data as JSON', () => {
  it.each(Object.entries({ ...oddStudies, hostile: hostileStudy(), usual: describedStudy(30) }))(
    'comes back as it was: %s',
    (_, study) => {
      const data = makeReportData(study);
      expect(parseReportJson(renderReportJson(data))).toEqual(data);
    },
  );

  it('never ends the script element it stands in, whatever the texts are', () => {
    const nasty = fc.oneof(fc.string(), fc.constantFrom('</script>', '<!--', '<script', ']]>', '\u2028'));
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1 }), nasty, (texts, name) => {
        const json = renderReportJson(reportOf({ name, facts: texts.map((value) => ({ label: value, value })) }, 1));
        expect(json).not.toMatch(/[<\u2028\u2029]/);
        expect(parseReportJson(json).facts.map(({ value }) => value)).toEqual(texts);
      }),
      { numRuns: 100 },
    );
  });

  it('stands in a page with the notices of what draws it', async () => {
    const page = renderPage(reportOf({}, 2), await loadPageAssets());
    expect(page).toMatch(/Apache ECharts\nCopyright .*Apache License 2\.0.*Copyright \(c\) 2017, Baidu Inc\./s);
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page).toContain("default-src 'none'");
  });

  it('of 10,000 trials with 20 hyperparameters leaves a page below 15 MB', () => {
    const data = makeReportData(describedStudy(10_000, 20));
    const page = renderPage(data, { script: ' '.repeat(1e6), style: '' });
    expect(Buffer.byteLength(page)).toBeLessThan(15e6);
    expect(Buffer.byteLength(page)).toBeGreaterThan(5e6);
  });
});

describe('columns', () => {
  it('keep categories in the order of the space, and what else there was after them', () => {
    const data = reportOf({
      trials: ['rmsprop', 'sgd', 'lion'].map((optimizer, number) => ({
        ...describedTrial(0, 2),
        number,
        parameters: { optimizer },
      })),
    });
    expect(columnOf(data, 'parameter:optimizer')).toMatchObject({
      texts: ['sgd', 'adam', 'rmsprop', 'lion'],
      values: [2, 0, 3],
    });
    expect(columnOf(data, 'parameter:learningRate')?.values).toEqual([null, null, null]);
  });

  it('of names that every object has are like others', () => {
    const space = { constructor: { kind: 'float', low: 0, high: 1, scale: 'linear' } as const };
    const data = reportOf({ space }, 2);
    expect(columnOf(data, 'parameter:constructor')?.values).toEqual([null, null]);
  });

  it('show constraints that are no metrics as bounds at 0', () => {
    const data = reportOf({ constraints: [], trials: [{ ...describedTrial(0, 2), constraints: [-1, 2] }] });
    expect(data.constraints).toEqual([
      { column: 'constraint:constraint 0', name: 'constraint 0', bound: 'atMost', value: 0, soft: false },
      { column: 'constraint:constraint 1', name: 'constraint 1', bound: 'atMost', value: 0, soft: false },
    ]);
    expect(columnOf(data, 'constraint:constraint 1')?.values).toEqual([2]);
  });
});

describe('curves', () => {
  it('that are too many are those of the best trials', () => {
    const curve = Array.from({ length: 1000 }, (_, i) => ({ step: i + 1, values: [i, -i] }));
    const trials = describedStudy(400).trials.map((trial) => ({ ...trial, curve }));
    const data = reportOf({ trials });
    const { curves } = data;
    const kept = trials.slice(0, 150).map(({ number }) => String(number));
    expect(Object.keys(curves.byTrial).sort()).toEqual(kept.sort());
    expect(curves.omitted).toEqual(trials.slice(150).map(({ number }) => number));
    const said = 'Learning curves of 250 trials, from rank 151 on, are left out for size: learning-curves.csv has all.';
    expect(omittedCurves(data)).toBe(said);
    expect(charts['learning-curves'].note?.(data)).toBe(said);
    expect(renderSummaryMd(data)).toContain(`\n\n${said}\n\n`);
    expect(omittedCurves(reportOf())).toBe('');
  });
});

it('one trial is cut out with all its values', () => {
  const data = reportOf();
  const one = onlyTrial(data, 3);
  expect(one.trials).toEqual([data.trials[3]]);
  expect(one.columns.map(({ values }) => values)).toEqual(data.columns.map(({ values }) => [values[3]]));
  expect(valueText(columnOf(one, 'metric:latency.p90'), 0)).toBe(valueText(columnOf(data, 'metric:latency.p90'), 3));
});

it('links of a page elsewhere lead to the files', () => {
  const data = relink(reportOf({}, 3), '../a b/digits');
  expect(data.files[0]?.href).toBe('../a%20b/digits/best.onnx');
  expect(data.trials.map(({ model }) => model)).toContain('../a%20b/digits/trials/0/model.onnx');
});
