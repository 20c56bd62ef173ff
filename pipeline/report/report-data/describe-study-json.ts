import { studyImportance } from '../../rank/importance/study-importance.js';
import type { RankedTrial } from '../../rank/rank-trials.js';
import type { Attributes } from '../../store/json-value.js';
import type { EndReason } from '../../study/end-reason.js';
import { metrics, type TrialRecord } from '../../study/trial.js';
import type { TrialTiming } from '../../study/trial-timing.js';
import { adviceOn } from '../../train/diagnosis/advice.js';
import { formatValue } from '../format-number.js';
import type { StudyJson } from '../study-json.js';
import { latencyAttributes } from './latency-attributes.js';
import type { Fact, ReportFile, ReportTable } from './report-data.js';
import type { DescribedTrial, StudyDescription } from './study-description.js';

/** What is known of a study that ortune has run. */
export interface ToldStudy extends Pick<StudyJson, 'objectives' | 'constraints' | 'space' | 'seed' | 'ended'> {
  readonly name: string;
  readonly place: string;
  readonly facts: readonly Fact[];
  readonly trials: readonly ToldTrial[];
  readonly files: readonly ReportFile[];
  readonly tables: readonly ReportTable[];
  /** When trials began and ended, by number, where it is known. */
  readonly times?: ReadonlyMap<number, TrialTime>;
}

export interface TrialTime {
  readonly started?: Date;
  readonly finished?: Date;
}

type ToldTrial = TrialRecord & Pick<RankedTrial, 'rank' | 'feasible'> & Partial<Pick<RankedTrial, 'paretoRank'>>;

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
export const describeStudyJson = (
  study: StudyJson,
  around: Pick<ToldStudy, 'place' | 'files' | 'tables' | 'times'>,
): StudyDescription =>
  describeToldStudy({ ...study, ...around, facts: jsonFacts(study), trials: [...study.trials, ...variantsOf(study)] });

/** Variants have the parameters of their trial, and were not trained. */
function variantsOf({ trials, variants }: StudyJson): readonly ToldTrial[] {
  const parameters = new Map(trials.map((trial) => [trial.number, trial.parameters]));
  return variants.map(({ trial: number, ...told }) => ({
    ...told,
    number,
    parameters: parameters.get(number) ?? {},
    curve: [],
    epochs: 0,
    diagnosis: '',
  }));
}

export function describeToldStudy(study: ToldStudy): StudyDescription {
  const { name, place, facts, objectives, constraints, space, ended, files, tables } = study;
  const known = [
    ...study.trials.flatMap((trial) => Object.keys(trial.metrics)),
    ...objectives.map(({ metric }) => metric),
  ];
  const score = known.some((metric) => metric.endsWith('.r2')) ? 'R2' : 'accuracy';
  const trials = [...study.trials].sort((a, b) => a.rank - b.rank);
  // Groups are of all trials together: not of a study that goes on, whose new ones are told alone.
  const latencies = ended === undefined ? [] : latencyAttributes(trials, study);
  return {
    name,
    place,
    status: ended === undefined ? 'unfinished' : endings[ended],
    facts,
    objectives,
    constraints,
    space,
    units,
    series: [`validation ${score}`, 'validation loss', `train ${score}`, 'train loss', 'learning rate'],
    step: 'epoch',
    trials: trials.map((trial, index) => describeTrial(trial, study.times?.get(trial.number), latencies[index])),
    importance: importanceOf(study),
    tables,
    files,
  };
}

/** Shares are told with the same digits, that they can be compared at a glance. */
const units = Object.fromEntries(
  Object.entries(metrics).map(([metric, { unit }]) => [metric, /accuracy|r2|top1/.test(metric) ? 'share' : unit]),
);

/** Not of a study that goes on: with many trials it takes seconds. */
function importanceOf({ space, objectives, seed, trials, ended }: ToldStudy): StudyDescription['importance'] {
  const trained = trials.filter(({ variant }) => variant === undefined);
  return (ended && studyImportance({ space, objectives, seed }, trained)) ?? [];
}

function describeTrial(trial: ToldTrial, time: TrialTime = {}, latency: Attributes = {}): DescribedTrial {
  const { number, variant = '', state, reason, feasible, paretoRank, parameters, curve, diagnosis } = trial;
  const { initialisation } = trial;
  return {
    number,
    variant,
    state,
    reason,
    feasible,
    front: paretoRank,
    parameters,
    metrics: trial.metrics,
    constraints: [],
    ...(trial.timing && { intervals: intervalsOf(trial.timing) }),
    attributes: { ...(variant === '' && { epochs: trial.epochs }), ...latency },
    curve: curve.map((record) => ({
      step: record.epoch,
      values: [record.validationScore, record.validationLoss, record.trainScore, record.trainLoss, record.learningRate],
    })),
    ...(variant === '' && time),
    diagnosis,
    advice: adviceOn(trial),
    ...(initialisation && { initialisation }),
    model: state === 'COMPLETE' ? `trials/${number}/${variant === '' ? 'model' : `model.${variant}`}.onnx` : '',
  };
}

const intervalsOf = ({ intervals }: TrialTiming) =>
  Object.fromEntries(
    Object.entries(intervals).map(([name, { low, high }]) => [`latency.${name}`, [low, high] as const]),
  );

/** What `studySettings` and study.json both have. */
export function settingsFacts({
  dataset,
  sampler,
  pruner,
  seed,
  engine,
}: Pick<StudyJson, 'dataset' | 'sampler' | 'pruner' | 'seed' | 'engine'>): readonly Fact[] {
  const { name: _, options, ...others } = dataset;
  const samples = optionsText(isPlain(options) ? options : others);
  return [
    { label: 'data set', value: [dataset.name, samples].filter(Boolean).join(', ') },
    { label: 'sampler', value: sampler.explanation ?? sampler.name },
    { label: 'pruner', value: pruner.name },
    { label: 'seed', value: String(seed) },
    { label: 'engine', value: engine },
  ];
}

function jsonFacts(study: StudyJson): readonly Fact[] {
  const { machine, versions } = study;
  const memory = formatValue(machine.memoryBytes / 1e9, 'GB');
  return [
    ...settingsFacts(study),
    { label: 'trials asked for', value: String(study.trialsRequested) },
    { label: 'workers', value: String(study.workers) },
    { label: 'machine', value: `${machine.cpu}, ${machine.cores} cores, ${memory}` },
    { label: 'versions', value: optionsText(versions) },
  ];
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

export const optionsText = (options: Readonly<Record<string, unknown>>) =>
  Object.entries(options)
    .filter(([, value]) => typeof value === 'number' || typeof value === 'string')
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
