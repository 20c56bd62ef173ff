import type { CellGenotype, Genotype } from '../../models/cells/genotype.js';
import { makeReportData } from '../../pipeline/report/report-data/make-report-data.js';
import type { ReportData } from '../../pipeline/report/report-data/report-data.js';
import type { DescribedTrial, StudyDescription } from '../../pipeline/report/report-data/study-description.js';

/** A number in [0, 1) that follows from its arguments: a study that is the same in every run. */
export const spread = (i: number, j: number): number =>
  ((i + 1) * 0.618034 + (j + 1) * 0.414214 + i * j * 0.7320508) % 1;

const begun = Date.UTC(2025, 0, 1);

/** A trial whose accuracy follows from its parameters; every seventh is pruned, every eleventh fails. */
export function describedTrial(number: number, parameters: number): DescribedTrial {
  const state = number % 11 === 10 ? 'FAIL' : number % 7 === 6 ? 'PRUNED' : 'COMPLETE';
  const rate = 10 ** (-4 + 3 * spread(number, 0));
  const accuracy = 0.98 - 0.1 * Math.abs(Math.log10(rate) + 2.5) - 0.05 * spread(number, 1);
  const started = new Date(begun + 20_000 * Math.floor(number / 2) + (number % 2) * 4000);
  return {
    number,
    variant: '',
    state,
    reason: state === 'FAIL' ? 'diverged' : state === 'PRUNED' ? 'asha: below the best third' : '',
    feasible: state === 'COMPLETE' && spread(number, 2) < 0.8,
    front: state === 'COMPLETE' ? 1 + (number % 5) : undefined,
    parameters: {
      learningRate: rate,
      optimizer: ['sgd', 'adam', 'rmsprop'][number % 3] ?? 'sgd',
      ...Object.fromEntries(Array.from({ length: parameters - 2 }, (_, i) => [`p${i}`, spread(number, i + 2)])),
    },
    metrics:
      state === 'COMPLETE'
        ? {
            'validation.accuracy': accuracy,
            'model.bytes': Math.round(1e5 + 1e6 * spread(number, 2)),
            'latency.p50': 0.1 + spread(number, 2),
            'latency.p90': 0.15 + 1.1 * spread(number, 2),
            'parity.maxAbs': 1e-7 * (1 + spread(number, 4)),
          }
        : {},
    ...(state === 'COMPLETE' && {
      intervals: {
        'latency.p50': [0.09 + spread(number, 2), 0.12 + spread(number, 2)] as const,
        'latency.p90': [0.14 + 1.1 * spread(number, 2), 0.18 + 1.1 * spread(number, 2)] as const,
      },
    }),
    constraints: [],
    attributes:
      state === 'COMPLETE'
        ? { 'latency group': 1 + Math.floor(4 * spread(number, 2)), 'latency ties': 'tied with trial 1' }
        : {},
    curve: Array.from({ length: state === 'PRUNED' ? 2 : 6 }, (_, i) => ({
      step: i + 1,
      values: [accuracy * (1 - 0.5 ** (i + 1)), 1.5 * 0.6 ** i],
    })),
    started,
    finished: new Date(started.getTime() + 15_000),
    diagnosis: state === 'COMPLETE' ? 'good' : '',
    advice: '',
    model: state === 'COMPLETE' ? `trials/${number}/model.onnx` : '',
  };
}

/** Of so many trials with so many hyperparameters (two or more), the best first. */
export function describedStudy(trials: number, parameters = 4): StudyDescription {
  const made = Array.from({ length: trials }, (_, number) => describedTrial(number, parameters));
  const score = (trial: DescribedTrial) => trial.metrics['validation.accuracy'] ?? -1;
  return {
    name: 'digits',
    place: 'reports/digits',
    status: 'finished',
    facts: [{ label: 'sampler', value: 'tpe' }],
    objectives: [
      { metric: 'validation.accuracy', direction: 'maximize' },
      { metric: 'model.bytes', direction: 'minimize' },
    ],
    constraints: [{ metric: 'model.bytes', bound: 'atMost', value: 900_000, soft: false }],
    space: {
      learningRate: { kind: 'float', low: 1e-4, high: 0.1, scale: 'log' },
      optimizer: { kind: 'choice', choices: ['sgd', 'adam', 'rmsprop'] },
      ...Object.fromEntries(
        Array.from({ length: parameters - 2 }, (_, i) => [
          `p${i}`,
          { kind: 'float', low: 0, high: 1, scale: 'linear' } as const,
        ]),
      ),
    },
    units: { 'model.bytes': 'bytes', 'latency.p50': 'ms', 'latency.p90': 'ms' },
    series: ['validation accuracy', 'validation loss'],
    step: 'epoch',
    trials: made.sort((a, b) => Number(b.feasible) - Number(a.feasible) || score(b) - score(a) || a.number - b.number),
    importance: ['fanova', 'ped-anova'].map((method) => ({
      objective: 'validation.accuracy',
      method,
      n: trials,
      hyperparameters: [
        { hyperparameter: 'learningRate', importance: 0.7, effect: 0.6 },
        { hyperparameter: 'optimizer', importance: 0.3, effect: 0.2 },
      ],
    })),
    tables: [
      {
        name: 'worth-table',
        columns: ['hyperparameter', 'value', 'trainings', 'mean_reward', 'worth'],
        rows: [
          ['optimizer', 'sgd', 3, 0.4, 1.2],
          ['optimizer', 'adam', 5, 0.8, 1.4],
        ],
      },
      {
        name: 'learning-rate-range',
        columns: ['learning_rate', 'loss', 'smoothed_loss'],
        rows: Array.from({ length: 30 }, (_, i) => [1e-5 * 1.5 ** i, 2 - 0.05 * i, 2 - 0.045 * i]),
      },
      {
        name: 'effective-learning-rate',
        columns: ['trial', 'step', 'hyperparameter', 'value'],
        rows: [0, 1, 2, 3, 4].map((trial) => [
          trial,
          trial === 4 ? 'final' : trial === 3 ? 'refinement' : 'candidate',
          'learningRate',
          10 ** (-4 + trial / 2),
        ]),
      },
      { name: 'architecture', ...searchedEdges() },
    ],
    genotype: searchedCells,
    files: [{ label: 'best network', href: 'best.onnx' }],
  };
}

/** Two epochs of a search with two operators and one node. */
const searchedEdges = () => ({
  columns: ['stage', 'epoch', 'cell', 'node', 'from', 'operator', 'probability', 'entropy'],
  rows: [1, 2].flatMap((epoch) =>
    ['normal', 'reduction'].flatMap((cell) =>
      [0, 1].flatMap((from) =>
        ['skip', 'convolution'].map((operator, k) => [
          1,
          epoch,
          cell,
          0,
          from,
          operator,
          k === 0 ? 0.5 / epoch : 1 - 0.5 / epoch,
          0.69 / epoch,
        ]),
      ),
    ),
  ),
});

const cell: CellGenotype = {
  nodes: [
    [
      { from: 0, operator: 'skip' },
      { from: 1, operator: 'maxPool3x3' },
    ],
  ],
};
const searchedCells: Genotype = { normal: cell, reduction: cell };

export const reportOf = (study: Partial<StudyDescription> = {}, trials = 40): ReportData =>
  makeReportData({ ...describedStudy(trials), ...study });
