import { studyImportance } from '../../rank/importance/study-importance.js';
import type { EndReason } from '../../study/end-reason.js';
import { metrics } from '../../study/trial.js';
import { adviceOn } from '../../train/diagnosis/advice.js';
import { formatValue } from '../format-number.js';
import type { StudyJson } from '../study-json.js';
import type { Fact, ReportFile } from './report-data.js';
import type { DescribedTrial, StudyDescription } from './study-description.js';

/** What lies beside study.json. */
export interface ReportSurroundings {
  readonly place: string;
  readonly files: readonly ReportFile[];
  readonly learnt?: StudyDescription['learnt'];
  /** When trials began and ended, by number, where it is known. */
  readonly times?: ReadonlyMap<number, { readonly started?: Date; readonly finished?: Date }>;
}

const endings: Readonly<Record<EndReason, string>> = {
  complete: 'finished',
  timeout: 'stopped by its time limit',
  interrupted: 'interrupted',
  exhausted: 'finished: every setting was tried',
  'no-improvement': 'stopped for lack of improvement',
  target: 'stopped at its target',
  callback: 'stopped by a callback',
};

/** The study that study.json tells of. */
export function describeStudyJson(study: StudyJson, around: ReportSurroundings): StudyDescription {
  const { name, objectives, constraints, space, ended } = study;
  const score = study.trials.some((trial) => Object.keys(trial.metrics).some((key) => key.endsWith('.r2')))
    ? 'R2'
    : 'accuracy';
  const trials = [...study.trials].sort((a, b) => a.rank - b.rank);
  return {
    name,
    place: around.place,
    status: ended === undefined ? 'running' : endings[ended],
    facts: factsOf(study),
    objectives,
    constraints,
    space,
    units: Object.fromEntries(Object.entries(metrics).map(([metric, { unit }]) => [metric, unit])),
    series: [`validation ${score}`, 'validation loss', `train ${score}`, 'train loss', 'learning rate'],
    step: 'epoch',
    trials: trials.map((trial) => describeTrial(trial, around)),
    importance: importanceOf(study),
    ...(around.learnt && { learnt: around.learnt }),
    files: around.files,
  };
}

/** Not of a study that goes on: with many trials it takes seconds. */
function importanceOf({ space, objectives, seed, trials, ended }: StudyJson): StudyDescription['importance'] {
  return (ended && studyImportance({ space, objectives, seed }, trials)) ?? [];
}

function describeTrial(trial: StudyJson['trials'][number], { times }: ReportSurroundings): DescribedTrial {
  const { number, state, reason, feasible, paretoRank, parameters, curve, diagnosis, initialisation } = trial;
  return {
    number,
    state,
    reason,
    feasible,
    front: paretoRank,
    parameters,
    metrics: trial.metrics,
    constraints: [],
    attributes: { epochs: trial.epochs },
    curve: curve.map((record) => ({
      step: record.epoch,
      values: [record.validationScore, record.validationLoss, record.trainScore, record.trainLoss, record.learningRate],
    })),
    ...times?.get(number),
    diagnosis,
    advice: adviceOn(diagnosis, curve),
    ...(initialisation && { initialisation }),
    model: state === 'COMPLETE' ? `trials/${number}/model.onnx` : '',
  };
}

function factsOf(study: StudyJson): readonly Fact[] {
  const { sampler, pruner, dataset, machine, versions } = study;
  const { name: _, ...samples } = dataset;
  const sizes = isPlain(samples.options) ? optionsText(samples.options) : '';
  return [
    { label: 'data set', value: [dataset.name, sizes].filter(Boolean).join(', ') },
    { label: 'sampler', value: sampler.explanation ?? sampler.name },
    { label: 'pruner', value: pruner.name },
    { label: 'trials asked for', value: String(study.trialsRequested) },
    { label: 'workers', value: String(study.workers) },
    { label: 'seed', value: String(study.seed) },
    { label: 'engine', value: study.engine },
    {
      label: 'machine',
      value: `${machine.cpu}, ${machine.cores} cores, ${formatValue(machine.memoryBytes / 1e9, 'GB')}`,
    },
    { label: 'versions', value: optionsText(versions) },
  ];
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const optionsText = (options: Readonly<Record<string, unknown>>) =>
  Object.entries(options)
    .filter(([, value]) => typeof value === 'number' || typeof value === 'string')
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
