import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StudyEvent } from '../../../pipeline/run/events.js';
import { colouredText, plainText } from '../../../pipeline/run/progress/paint.js';
import { renderJsonLine } from '../../../pipeline/run/progress/render-json-line.js';
import { renderLiveView } from '../../../pipeline/run/progress/render-live-view.js';
import { renderPlainLines } from '../../../pipeline/run/progress/render-plain-lines.js';
import { renderResult } from '../../../pipeline/run/progress/render-summary.js';
import { advance, fractionDone, nothingYet } from '../../../pipeline/run/progress/study-progress.js';
import { maximize } from '../../../pipeline/study/objective.js';
import { exampleEpoch, exampleTrial, layerBefore } from '../example-trials.js';

const objectives = [maximize('validation.accuracy')];
const startedEvent: StudyEvent = {
  type: 'study-started',
  study: 'digits',
  trials: 4,
  workers: 2,
  engine: 'onnx',
  seed: 7,
  objectives,
};
const parameters = exampleTrial().parameters;
const epochEvent = (trial: number, epoch: number): StudyEvent => ({
  type: 'epoch',
  trial,
  epochs: 4,
  score: 'accuracy',
  record: exampleEpoch(epoch),
});
const failedTrial = exampleTrial({ number: 1, state: 'FAIL', reason: 'diverged', metrics: {} });
const finishedEvent = {
  type: 'study-finished',
  study: 'digits',
  reason: 'complete',
  objectives,
  constraints: [],
  ranking: [exampleTrial(), failedTrial],
  best: exampleTrial(),
  report: '/reports/digits',
  seconds: 83,
} as const satisfies StudyEvent;

/** One complete, one running half way through its epochs, of four. */
const halfWay: readonly StudyEvent[] = [
  startedEvent,
  { type: 'trial-started', trial: 0, parameters },
  { type: 'trial-finished', trial: exampleTrial(), best: exampleTrial() },
  { type: 'trial-started', trial: 1, parameters },
  epochEvent(1, 2),
];

const progressAfter = (events: readonly StudyEvent[]) =>
  events.reduce((progress, event) => advance(progress, event, 1000), nothingYet);

describe('study progress', () => {
  it('counts a running trial by its epochs', () => {
    expect(fractionDone(progressAfter(halfWay))).toBe((1 + 2 / 4) / 4);
  });

  it('is done when every trial has ended, whatever the state', () => {
    const all = [0, 1, 2, 3].flatMap((trial): StudyEvent[] => [
      { type: 'trial-started', trial, parameters },
      { type: 'trial-finished', trial: { ...failedTrial, number: trial } },
    ]);
    const progress = progressAfter([startedEvent, ...all]);
    expect(fractionDone(progress)).toBe(1);
    expect(progress.running.size).toBe(0);
    expect(progress.finished).toEqual({ COMPLETE: 0, PRUNED: 0, FAIL: 4 });
  });
});

describe('live view', () => {
  const view = (events: readonly StudyEvent[], columns = 120) =>
    renderLiveView(progressAfter(events), { now: 31_000, columns, paint: plainText });

  it('shows the study with time left, running trials, and the best so far', () => {
    const [study, trial, best] = view(halfWay).split('\n');
    // 3/8 done after 30 s: 50 s are left.
    expect(study).toMatch(/^digits █+░+ 1\/4 trials {2}30\.0 s, about 50\.0 s left$/);
    expect(trial).toBe(
      '  trial 1 epoch 2/4 loss 0.5, validation accuracy 0.8500  learningRate 0.01235, optimizer adam',
    );
    expect(best).toMatch(/^ {2}best: trial 0, validation.accuracy 0.9800/);
  });

  it('says that it is paused, and how much is left only when it goes on', () => {
    expect(view([...halfWay, { type: 'study-paused' }]).split('\n')[0]).toMatch(/ 1\/4 trials, paused {2}30\.0 s$/);
    expect(view([...halfWay, { type: 'study-paused' }, { type: 'study-continued' }])).toBe(view(halfWay));
  });

  it('shows the benchmark while it runs', () => {
    const benchmark: StudyEvent = { type: 'benchmark-progress', trial: 0, done: 1, total: 4 };
    expect(view([...halfWay, benchmark])).toContain('benchmark: 25 % of the timing done');
  });

  it('never draws a line longer than the terminal is wide, in colour either', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (columns) => {
        const text = renderLiveView(progressAfter(halfWay), { now: 2000, columns, paint: colouredText });
        for (const line of stripVTControlCharacters(text).split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('plain lines', () => {
  const lines = (event: StudyEvent) => renderPlainLines(event, objectives, plainText);

  it('tells the course of a trial', () => {
    expect(lines(startedEvent)).toEqual(['study digits: 4 trials, 2 workers, engine onnx, seed 7']);
    expect(lines(epochEvent(1, 2))).toEqual([
      'trial 1 epoch 2/4: loss 0.5, accuracy 0.9000, validation loss 0.75, validation accuracy 0.8500',
    ]);
    expect(lines({ type: 'trial-finished', trial: exampleTrial(), best: exampleTrial() })).toEqual([
      'trial 0 complete: validation.accuracy 0.9800, 12.3 s (best so far)',
    ]);
    expect(lines({ type: 'trial-finished', trial: failedTrial })).toEqual(['trial 1 failed: diverged']);
  });

  it('ends with a table, the best trial with its test score, and where the reports are', () => {
    const text = lines(finishedEvent).join('\n');
    expect(text).toContain('digits done after 1:23: 1 complete, 0 pruned, 1 failed');
    expect(text).toMatch(/rank +trial +validation.accuracy +test.accuracy +hyperparameters/);
    expect(text).toContain('best: trial 0, validation accuracy 0.9800, test accuracy 0.9700');
    expect(text).toContain('reports: /reports/digits');
  });

  it('warns of layers that do not begin well, and of no others', () => {
    const layers = [
      layerBefore('dense', 'healthy'),
      layerBefore('dense_1', 'vanishing'),
      layerBefore('head', 'saturated'),
    ];
    expect(lines({ type: 'initialisation', trial: 3, layers })).toEqual([
      'warning: trial 3 before training: saturated (head), 2 of 3 layers not healthy; see initialisation.csv',
    ]);
    expect(lines({ type: 'initialisation', trial: 3, layers: layers.slice(0, 1) })).toEqual([]);
  });

  it('names the three hyperparameters that matter most, for each objective by fANOVA', () => {
    const shares = [0.5, 0.3, 0.12, 0.08].map((importance, i) => ({
      hyperparameter: `hp${i}`,
      importance,
      effect: importance / 2,
    }));
    const entry = { method: 'fanova', n: 12, hyperparameters: shares };
    const importance = [
      { ...entry, objective: 'validation.accuracy' },
      { ...entry, objective: 'model.bytes', hyperparameters: shares.map((one) => ({ ...one, importance: 0.004 })) },
      { ...entry, objective: 'pareto_rank' },
      { ...entry, objective: 'validation.accuracy', method: 'ped-anova' },
    ];
    const found = lines({ ...finishedEvent, importance }).filter((line) => line.startsWith('most important'));
    expect(found).toEqual(['most important for validation.accuracy: hp0 50 %, hp1 30 %, hp2 12 %']);
    expect(lines(finishedEvent).join()).not.toContain('important');
  });

  it('tells what the sampler starts from, and what it has chosen', () => {
    const warm = { type: 'warm-start', source: 'reports/earlier' } as const;
    expect(lines({ ...warm, used: 1, skipped: {} })).toEqual(['warm start from reports/earlier: 1 trial used']);
    expect(lines({ ...warm, used: 5, skipped: { failed: 2, 'outside of this space': 1 } })).toEqual([
      'warm start from reports/earlier: 5 trials used; 3 skipped: 2 failed, 1 outside of this space',
    ]);
    const explanation = 'auto: `gp`: one objective in 20 trials';
    expect(lines({ type: 'sampler-chosen', explanation })).toEqual([`sampler ${explanation}`]);
    expect(lines({ ...finishedEvent, explanation })[1]).toBe(`sampler ${explanation}`);
  });

  it.each([
    ['timeout', 'digits stopped by its time limit after'],
    ['no-improvement', 'digits stopped for lack of improvement after'],
    ['target', 'digits stopped at its target after'],
    ['callback', 'digits stopped by a callback after'],
    ['exhausted', 'digits done: every point of the search space has been tried after'],
  ] as const)('says why the study ended: %s', (reason, beginning) => {
    expect(lines({ ...finishedEvent, reason })[0]).toMatch(beginning);
  });

  it('cuts the hyperparameters of a trial to the width of a terminal, but no reason', () => {
    const line = (trial: typeof failedTrial, columns?: number) =>
      renderPlainLines({ type: 'trial-finished', trial }, objectives, plainText, columns)[0];
    const whole = 'trial 0 complete: validation.accuracy 0.9800, 12.3 s [learningRate 0.01235, optimizer adam]';
    expect(line(exampleTrial())).toBe(whole);
    expect(line(exampleTrial(), 60)).toBe(`${whole.slice(0, 59)}…`);
    expect(line(failedTrial, 10)).toBe('trial 1 failed: diverged');
  });

  it('cuts the table to the width of a terminal, and nothing else', () => {
    const whole = renderPlainLines(finishedEvent, objectives, plainText);
    const narrow = renderPlainLines(finishedEvent, objectives, plainText, 40);
    const isCut = (line: string) => line.length === 40 && line.endsWith('…');
    expect(narrow.filter(isCut)).toHaveLength(2);
    expect(narrow.filter((line) => !isCut(line))).toEqual(whole.filter((line) => !/^ *(rank|1) /.test(line)));
  });

  it('says R2 for a regression', () => {
    const best = exampleTrial({ metrics: { 'validation.r2': 0.75, 'test.r2': 0.7 } });
    expect(renderResult({ ...finishedEvent, best }, plainText)).toEqual([
      'best: trial 0, validation R2 0.7500, test R2 0.7000',
      '      learningRate 0.01235, optimizer adam',
      'reports: /reports/digits',
    ]);
  });

  it('says what the curves of the best trial show', () => {
    const curve = [1, 2, 3].map((epoch) => exampleEpoch(epoch));
    const shown = (diagnosis: string) =>
      renderResult({ ...finishedEvent, best: exampleTrial({ diagnosis, curve }) }, plainText)[2];
    expect(shown('slow')).toBe('      slow: raise the learning rate, or train for more epochs');
    expect(shown('overfit')).toBe(
      '      overfit: stop at epoch 3, add L2 or dropout, take a smaller network or more data',
    );
    expect(shown('good')).toBe('reports: /reports/digits');
  });

  it('says so when nothing is feasible', () => {
    const nothing = { ...finishedEvent, best: undefined, report: undefined };
    expect(renderResult(nothing, plainText)).toEqual(['no trial meets the constraints']);
    expect(renderResult({ ...nothing, ranking: [failedTrial] }, plainText)).toEqual(['no trial completed']);
  });
});

describe('JSON lines', () => {
  it('is one object with the type, the time and the event', () => {
    const line = renderJsonLine(epochEvent(1, 2), new Date(0));
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toEqual({ time: '1970-01-01T00:00:00.000Z', ...epochEvent(1, 2) });
  });

  it('keeps numbers that JSON has no word for', () => {
    const event: StudyEvent = {
      type: 'trial-finished',
      trial: exampleTrial({ metrics: { 'train.loss': Number.NaN } }),
    };
    expect(JSON.parse(renderJsonLine(event, new Date(0)))).toMatchObject({
      trial: { metrics: { 'train.loss': 'NaN' } },
    });
  });
});
