import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../pipeline/analyze/analysis.js';
import { makeReportData } from '../../pipeline/report/report-data/make-report-data.js';
import { verdictOf } from '../../pipeline/report/report-data/verdict.js';
import { renderSummaryMd, text } from '../../pipeline/report/summary/render-summary-md.js';
import { rangeOf, sparkline } from '../../pipeline/report/summary/sparkline.js';
import { renderShow } from '../../pipeline/run/commands/show-text.js';
import { plainText } from '../../pipeline/run/progress/paint.js';
import { describedStudy, describedTrial, reportOf } from './described-study.js';
import { classificationAnalysis, regressionAnalysis } from './network-fixture.js';
import { hostile, hostileStudy, oddStudies } from './odd-studies.js';

describe('the verdict', () => {
  it('has the best trial with what it costs, and counts the others', () => {
    const data = reportOf();
    const { best, tally, problem } = verdictOf(data);
    expect(best?.label).toBe(`trial ${data.trials[0]?.number}`);
    expect(best?.objectives.map(({ label }) => label)).toEqual(['validation.accuracy', 'model.bytes']);
    expect(best?.cost.map(({ label }) => label)).toEqual(['median latency', '90th percentile']);
    expect(best?.rivals).toBe(
      data.trials.filter(({ feasible, front }) => feasible && front === data.trials[0]?.front).length - 1,
    );
    expect(tally).toBe('32 complete, 5 pruned, 3 failed');
    expect(problem).toBe('');
  });

  it.each([
    ['no trials', 'There is no trial yet.'],
    ['only failures', 'Every trial failed.'],
    ['not a number and infinite', 'No trial meets the constraints.'],
  ])('says why there is none: %s', (name, problem) => {
    const study = oddStudies[name];
    if (!study) throw new Error(`there is no study ${name}`);
    const verdict = verdictOf(makeReportData(study));
    expect(verdict.best).toBeUndefined();
    expect(verdict.problem).toBe(problem);
  });

  const single = (trials: ReturnType<typeof describedTrial>[]) =>
    verdictOf(
      reportOf({ trials, objectives: [{ metric: 'validation.accuracy', direction: 'maximize' }], importance: [] }),
    ).next;
  const complete = (number: number, learningRate: number) => ({
    ...describedTrial(0, 4),
    number,
    feasible: true,
    parameters: { learningRate },
  });

  it('sees the best trials at the end of a range', () => {
    const rates = [0.1, 0.09, 0.095, ...Array.from({ length: 9 }, (_, i) => 0.001 * (i + 1))];
    expect(single(rates.map((rate, i) => complete(i, rate)))).toContain(
      'The best trials have learningRate near its upper end, 0.1: try larger values.',
    );
    // Where all trials lie there nothing else was tried.
    expect(single(rates.map((_, i) => complete(i, 0.1))).join()).not.toContain('upper end');
  });

  it('sees whether more trials would help', () => {
    const order = (best: number) =>
      [best, ...Array.from({ length: 20 }, (_, i) => i).filter((i) => i !== best)].map((i) => complete(i, 0.01));
    expect(single(order(19)).join()).toContain('more trials are likely to help');
    expect(single(order(2)).join()).toContain('No trial of the last 17 was better');
    expect(single(order(12)).join()).not.toMatch(/more trials|last/);
  });

  it('sees failures and hyperparameters that do not matter', () => {
    const failed = Array.from({ length: 4 }, (_, i) => ({
      ...describedTrial(10, 4),
      number: 20 + i,
      reason: i < 3 ? 'diverged' : 'out of memory',
    }));
    expect(single([complete(0, 0.01), ...failed]).join()).toContain('4 of 5 trials failed, 3 with “diverged”.');
    const adviceWith = (optimizer: number, given = {}) =>
      verdictOf(
        reportOf({
          objectives: [{ metric: 'validation.accuracy', direction: 'maximize' }],
          importance: [
            {
              objective: 'validation.accuracy',
              method: 'fanova',
              n: 30,
              hyperparameters: [
                { hyperparameter: 'learningRate', importance: 1 - optimizer, effect: 0.9 },
                { hyperparameter: 'optimizer', importance: optimizer, effect: 0.01 },
              ],
            },
          ],
          ...given,
        }),
      ).next.join();
    expect(adviceWith(0.02)).toContain('optimizer hardly matters here: it can be fixed, and the search is smaller.');
    expect(adviceWith(0.04)).not.toContain('hardly matters');
    // Of a hyperparameter that few trials have, nothing is said.
    const rare = reportOf().trials.map((_, number) => ({
      ...describedTrial(0, 4),
      number,
      parameters: { learningRate: 0.01, ...(number === 0 && { optimizer: 'sgd' }) },
    }));
    expect(adviceWith(0, { trials: rare })).not.toContain('hardly matters');
  });
});

describe('a sparkline', () => {
  it('is low where values are low, and ends with the last one', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], [0, 7])).toBe('▁▂▃▄▅▆▇█');
    expect(sparkline([0, Number.NaN, 7, 99], [0, 7])).toBe('▁ ██');
    expect(
      sparkline(
        Array.from({ length: 100 }, (_, i) => i),
        [0, 99],
        5,
      ),
    ).toBe('▁▃▅▆█');
    expect(sparkline([3, 3], rangeOf([3, 3]))).toHaveLength(2);
  });

  it('has at most so many characters', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), fc.integer({ min: 2, max: 20 }), (values, length) => {
        const line = sparkline(values, rangeOf(values), length);
        expect(line).toHaveLength(Math.min(values.length, length));
        expect(line).toMatch(/^[▁▂▃▄▅▆▇█ ]*$/);
      }),
    );
  });
});

describe('summary.md', () => {
  it('has the verdict, a table of the best ten and what to try next', () => {
    const data = reportOf();
    const summary = renderSummaryMd(data);
    expect(summary).toMatch(
      /^## digits\n\nfinished · 32 complete, 5 pruned, 3 failed · maximize `validation.accuracy`, minimize `model.bytes`\n/,
    );
    expect(summary).toContain(`**Best: trial ${data.trials[0]?.number}** – \`validation.accuracy\` `);
    expect(summary).toContain('Most important for `validation.accuracy`: `learningRate` 70 %, `optimizer` 30 %');
    const table = summary.split('\n').filter((line) => line.startsWith('|'));
    expect(table).toHaveLength(12);
    expect(new Set(table.map((line) => line.split(/(?<!\\)\|/).length)).size).toBe(1);
  });

  it('escapes what means something in Markdown and HTML', () => {
    const special = fc.constantFrom('<', '>', '|', '*', '_', '`', '[', ']', '#', '@', '\n', 'a', ' ', '\\', '&', '~');
    fc.assert(
      fc.property(fc.array(special), (characters) => {
        const escaped = text(characters.join(''));
        expect(escaped).not.toMatch(/\n/);
        expect(escaped.replace(/\\./g, '').replace(/&#\d+;/g, '')).not.toMatch(/[<>|*_`[\]#@\\&~]/);
      }),
    );
  });

  it.each(Object.entries({ ...oddStudies, hostile: hostileStudy() }))('is whole: %s', (_, study) => {
    const summary = renderSummaryMd(makeReportData(study));
    expect(summary).not.toMatch(/undefined|\[object/);
    const table = summary.split('\n').filter((line) => line.startsWith('|'));
    expect(new Set(table.map((line) => line.replaceAll(/\\./g, '').split('|').length)).size).toBeLessThan(2);
    expect(summary).not.toContain(hostile[0]);
  });
});

describe('what the best network does, in words', () => {
  const lineOf = (analysis: Analysis) =>
    renderSummaryMd(reportOf({ analysis }))
      .split('\n')
      .find((line) => line.startsWith('On 100 validation samples'));

  it('of classes: mistakes, the pair that is confused most, calibration, the columns it needs', () => {
    expect(lineOf(classificationAnalysis())).toBe(
      'On 100 validation samples, trial 3: without a finite output: 2 of 100; mistakes: 6 of 98, 6.1 %; ' +
        'most often confused: two taken for zero, 3 times; expected calibration error: 2.2 %; needs most: width, height',
    );
    expect(lineOf(classificationAnalysis(['*0*', '|1|', '<2>']))).toContain('\\<2\\> taken for \\*0\\*, 3 times');
  });

  it('of several targets: the errors of each', () => {
    const line = lineOf(regressionAnalysis());
    expect(line).toContain(
      'R2 of price: 0.9; root mean squared error of price: 1.5; mean absolute error of price: 1.1',
    );
    expect(line).toContain('mean residual of size: -0.2');
    expect(lineOf({ ...regressionAnalysis(['price']), unusable: 0 })).toContain('trial 3: R2: 0.9;');
  });
});

describe('ortune show', () => {
  it('fits the screen, whatever is shown', () => {
    for (const study of [...Object.values(oddStudies), describedStudy(200)]) {
      const lines = renderShow(makeReportData(study), { columns: 72, rows: 30, paint: plainText });
      expect(lines.length).toBeLessThanOrEqual(30);
      for (const line of lines) expect([...line].length).toBeLessThanOrEqual(72);
    }
  });

  it('prints no control characters of others', () => {
    const nasty = 'a\u001b[31mred\u0007\r\nb\u009b2J';
    const data = reportOf({
      name: nasty,
      trials: [{ ...describedTrial(0, 4), parameters: { optimizer: nasty }, feasible: true }],
    });
    const shown = renderShow(data, { columns: 200, rows: 40, paint: plainText });
    expect(shown[0]).toBe('ared b2J');
    expect(shown.join('\n')).toContain('optimizer ared b2J');
    expect(shown.join('')).not.toMatch(/\p{Cc}/u);
    expect(shown.join('\n')).toContain('curve');
  });
});
