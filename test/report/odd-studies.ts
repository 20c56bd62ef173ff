import type { StudyDescription } from '../../pipeline/report/report-data/study-description.js';
import { describedStudy, describedTrial } from './described-study.js';
import { classificationAnalysis, regressionAnalysis } from './network-fixture.js';

/** What a user may have written anywhere. */
export const hostile = [
  '</script><script>window.hacked = 1</script>',
  '<img src=x onerror="window.hacked = 1">',
  '"><svg onload=window.hacked=1>',
  "=HYPERLINK('http://x')",
  '<!-- <script>',
  'é 🎯 \u2028 \u202e ‮',
  'a|b `c` **d** \u001b[2J\u0007\u009b31m $e$ ![f](http://x)',
  'x'.repeat(10_000),
] as const;

/** A study every text of which is hostile. */
export function hostileStudy(): StudyDescription {
  const study = describedStudy(12);
  const name = (i: number) => hostile[i % hostile.length] ?? '';
  return {
    ...study,
    name: name(0),
    place: name(1),
    status: name(2),
    facts: hostile.map((value) => ({ label: value, value })),
    objectives: [{ metric: name(1), direction: 'maximize' }],
    constraints: [],
    space: Object.fromEntries(hostile.map((text) => [text, { kind: 'choice', choices: [...hostile] } as const])),
    series: [name(1)],
    importance: [
      {
        objective: name(1),
        method: name(2),
        n: 12,
        hyperparameters: hostile.map((text) => ({ hyperparameter: text, importance: 1 / hostile.length, effect: 0.1 })),
      },
    ],
    tables: [
      {
        name: 'worth-table',
        columns: ['hyperparameter', 'value', 'trainings', 'mean_reward', 'worth'],
        rows: hostile.map((text) => [text, text, 1, 0.5, text]),
      },
      {
        name: 'effective-learning-rate',
        columns: ['trial', 'step', 'hyperparameter', 'value'],
        rows: hostile.map((text, trial) => [trial, 'candidate', text, 0.1]),
      },
      {
        name: 'architecture',
        columns: ['stage', 'epoch', 'cell', 'node', 'from', 'operator', 'probability', 'entropy'],
        rows: hostile.map((text) => [1, 1, text, 0, 0, text, 0.5, 0.5]),
      },
    ],
    analysis: {
      ...classificationAnalysis(hostile),
      network: name(1),
      dataset: name(2),
      profile: {
        run: 9,
        runs: 1,
        between: -1,
        nodes: hostile.map((text) => ({ name: text, operator: text, microseconds: 1, shapes: text })),
      },
    },
    files: [{ label: name(1), href: 'best.onnx' }],
    trials: study.trials.map((trial, i) => ({
      ...trial,
      reason: name(i),
      diagnosis: name(i + 1),
      advice: name(i + 2),
      metrics: { [name(1)]: i },
      attributes: { [name(i)]: name(i) },
      parameters: Object.fromEntries(hostile.map((text, j) => [text, name(i + j)])),
      curve: trial.curve.map(({ step, values }) => ({ step, values: values.slice(0, 1) })),
    })),
  };
}

const untried = { ...describedStudy(0), importance: [], tables: [], genotype: undefined };

/** Studies as they should not be, but are. */
export const oddStudies: Readonly<Record<string, StudyDescription>> = {
  'no trials': untried,
  'one trial': { ...describedStudy(1), importance: [] },
  'only failures': {
    ...describedStudy(0),
    importance: [],
    trials: Array.from({ length: 5 }, (_, number) => ({ ...describedTrial(10, 4), number })),
  },
  'not a number and infinite': {
    ...describedStudy(0),
    trials: Array.from({ length: 6 }, (_, number) => ({
      ...describedTrial(0, 4),
      number,
      metrics: { 'validation.accuracy': [Number.NaN, Infinity, -Infinity][number % 3], 'model.bytes': Infinity },
      curve: [{ step: 1, values: [Number.NaN, Infinity] }],
      feasible: false,
    })),
  },
  'one category': {
    ...describedStudy(9),
    space: { optimizer: { kind: 'choice', choices: ['sgd'] } },
    trials: describedStudy(9).trials.map((trial) => ({ ...trial, parameters: { optimizer: 'sgd' } })),
  },
  'no hyperparameters': {
    ...describedStudy(5),
    space: {},
    importance: [],
    trials: describedStudy(5).trials.map((trial) => ({ ...trial, parameters: {} })),
  },
  'no latencies, no times': {
    ...describedStudy(9),
    trials: describedStudy(9).trials.map((trial) => ({
      ...trial,
      metrics: { 'validation.accuracy': trial.metrics['validation.accuracy'] },
      started: undefined,
      finished: undefined,
    })),
  },
  'one class': {
    ...untried,
    analysis: {
      ...classificationAnalysis(['only']),
      predictions: {
        kind: 'classification',
        classes: ['only'],
        confusion: [[0, 0, 9]],
        calibration: { bins: [{ count: 9, confidence: 1, accuracy: 1 }], error: 0 },
        mistakes: 0,
        worst: [],
      },
      features: undefined,
      maps: undefined,
    },
  },
  'no finite output': {
    ...untried,
    analysis: {
      ...classificationAnalysis(),
      profile: { problem: 'it crashed' },
      unusable: 100,
      predictions: undefined,
      features: undefined,
      maps: undefined,
    },
  },
  'many classes': {
    ...untried,
    analysis: classificationAnalysis(Array.from({ length: 100 }, (_, i) => `class ${i}`)),
  },
  'one perfect prediction': {
    ...untried,
    analysis: {
      ...regressionAnalysis(),
      features: undefined,
      predictions: {
        kind: 'regression',
        targets: [
          {
            name: 'price',
            r2: 1,
            rmse: 0,
            mae: 0,
            bias: 0,
            points: [[5, 5]],
            histogram: { start: -0.5, width: 1, counts: [1] },
          },
        ],
      },
    },
  },
  'all alike': {
    ...describedStudy(0),
    trials: Array.from({ length: 8 }, (_, number) => ({ ...describedTrial(0, 4), number })),
  },
};
