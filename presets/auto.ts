import type { Task } from '../pipeline/load/data.js';
import { auto as autoSampler } from '../pipeline/search/samplers/auto.js';
import type { StudyDefinition } from '../pipeline/study/define-study.js';
import { choice, float, type Hyperparameters, ordinal } from '../pipeline/study/space.js';
import type { AugmentationChoice } from '../pipeline/train/augmentation/registry.js';
import { fromRangeTest } from '../pipeline/train/from-range-test.js';
import type { OptimizerChoice, TrainingPlan } from '../pipeline/train/plan.js';
import { dataKindOf, networkFor } from './families.js';
import { objectiveFor, type PresetTask } from './objective-for.js';
import { epochsWithin } from './training-time.js';

export interface AutoOptions extends PresetTask {
  /** The time a study may take, from start to report; it divides it into trials for two cores. Default 600. */
  readonly seconds?: number;
}

const space = {
  /** Times what is usual: see `usualRates`. */
  rate: float(0.4, 2.5, { scale: 'log' }),
  optimizer: choice(['nesterov', 'adamw']),
  /** Times the filters or units that the time is enough for; wider networks are trained for fewer epochs. */
  width: ordinal([0.5, 1, 1.5]),
  regularisation: ordinal(['none', 'light', 'strong']),
  /** Of a trial's time: the network and the epochs follow from it. */
  effort: ordinal([0.25, 1]),
};

type Setting = Hyperparameters<typeof space>;
type AutoPreset = Pick<
  StudyDefinition<typeof space>,
  'space' | 'model' | 'training' | 'objectives' | 'sampler' | 'enqueue' | 'stopWhen'
>;

/** Of a study's time: start and report take the rest. */
const forTrials = 0.95;

/** Of a study's time for one trial of full effort, so that two rounds of them fit. */
const forOneTrial = 0.4;

/** Without loaded data, as when a study file is only checked. */
const usualSamples = 10_000;

/**
 * What is customary now, and nothing to choose: the network follows from the data (`networkFor`), its width and the
 * number of epochs from the time there is, the batch size from the number of samples. One cycle (Smith and Topin 2018)
 * at a rate from a range test, with Nesterov's momentum or AdamW, augmentation of images and label smoothing. The first
 * trials are settings that usually do well, the very first one of little effort: a machine several times as slow as expected has a
 * result, too. The sampler goes on from there until the time is over.
 */
export function auto({ seconds = 600, ...judged }: AutoOptions = {}): AutoPreset {
  const secondsOf = ({ effort }: Setting) => effort * forOneTrial * seconds;
  return {
    space,
    model: (hp, given) =>
      networkFor(given, { width: widthFor(hp, given, secondsOf(hp)), dropout: dropoutOf(hp.regularisation, given) }),
    training: (hp, given) => planFor(hp, given, secondsOf(hp)),
    objectives: [objectiveFor(judged)],
    sampler: autoSampler(),
    enqueue: [
      { rate: 1, optimizer: 'nesterov', width: 1, regularisation: 'light', effort: 0.25 },
      { rate: 1, optimizer: 'nesterov', width: 1, regularisation: 'light', effort: 1 },
      { rate: 1, optimizer: 'adamw', width: 1, regularisation: 'none', effort: 1 },
    ],
    stopWhen: { seconds: forTrials * seconds },
  };
}

function planFor(hp: Setting, task: Task, trialSeconds: number): TrainingPlan {
  const samples = task.samples ?? usualSamples;
  const batchSize = batchSizeFor(samples);
  const fitting = epochsWithin(trialSeconds, task, { samples, batchSize, width: widthFor(hp, task, trialSeconds) });
  const epochs = Math.max(1, Math.min(mostEpochs, Math.round(fitting)));
  const isImage = dataKindOf(task) === 'images';
  return {
    epochs,
    batchSize,
    optimizer: optimizerFor(hp),
    schedule: 'oneCycle',
    ...(isImage && { augmentation: augmentationFor(hp.regularisation, task) }),
    ...(task.kind === 'classification' && { labelSmoothing: hp.regularisation === 'strong' ? 0.1 : 0 }),
    // The best epoch is kept; a cycle is good at its end, so nothing ends before it.
    earlyStopping: { patience: epochs },
  };
}

/** More passes do little for networks of this size. */
const mostEpochs = 60;

/**
 * So many samples, counted once for each epoch, a network should see before it is made wider; for few samples, enough
 * of passes.
 */
const samplesSeen = 300_000;
const fewestEpochs = 6;

/** Filters that fill the vector registers of a processor. */
const widths = [8, 16, 24, 32, 48, 64];

/** The widest network that the time is enough for, times the setting's width. */
function widthFor({ width }: Setting, task: Task, seconds: number): number {
  if (dataKindOf(task) !== 'images') return 64 * width;
  const samples = task.samples ?? usualSamples;
  const wanted = Math.min(mostEpochs, Math.max(fewestEpochs, samplesSeen / samples));
  const batchSize = batchSizeFor(samples);
  const fitting = widths.findLast(
    (filters) => epochsWithin(seconds, task, { samples, batchSize, width: filters }) >= wanted,
  );
  return (fitting ?? 8) * width;
}

/** The power of two nearest to half the root of the number of samples, from 16 to 128. */
const batchSizeFor = (samples: number): number =>
  Math.min(128, Math.max(16, 2 ** Math.round(Math.log2(Math.sqrt(samples) / 2))));

/**
 * The highest rate of a cycle as a multiple of what a range test suggests. With convNet (16 filters, batch
 * normalisation), 6,000 images of Fashion-MNIST and four epochs, validation accuracy was 0.852, 0.866 and 0.870 at 0.6,
 * 2.4 and 6 times the suggestion with Nesterov's momentum, 0.855 and 0.871 at 0.16 and 0.64 times with AdamW: a cycle
 * bears more than a constant rate.
 */
const usualRates = { nesterov: 4, adamw: 0.6 };

function optimizerFor({ optimizer, rate }: Setting): OptimizerChoice {
  const learningRate = fromRangeTest({ times: rate * usualRates[optimizer] });
  // With momentum from 0.85 to 0.95, and beta1 likewise, as Smith and Topin have it.
  return optimizer === 'nesterov'
    ? { name: 'nesterov', learningRate, momentum: 0.95, weightDecay: 5e-4 }
    : { name: 'adamw', learningRate, beta1: 0.95, weightDecay: 0.05 };
}

/**
 * For images with colours, which are seldom of writing, mirror images too. Grey ones are moved a little, and what
 * becomes free is 0. Sizes follow from those usual for images of 32 x 32: a padding of 4, a square of 8 (a sixteenth of
 * the area).
 */
function augmentationFor(strength: Setting['regularisation'], { inputShape }: Task): readonly AugmentationChoice[] {
  if (strength === 'none') return [];
  const [height = 0, width = 0, channels = 1] = inputShape;
  const side = Math.min(height, width);
  const moved: readonly AugmentationChoice[] =
    channels > 1
      ? ['flip', { name: 'crop', padding: Math.round(side / 8) }]
      : [{ name: 'shift', pixels: Math.max(1, Math.round(side / (strength === 'light' ? 28 : 14))) }];
  return strength === 'light' ? moved : [...moved, { name: 'cutout', size: Math.round(side / 4) }];
}

/** Where there is nothing to augment, dropout takes its place. */
function dropoutOf(strength: Setting['regularisation'], task: Task): number {
  const ofRows = { none: 0, light: 0.1, strong: 0.3 };
  const ofImages = { none: 0, light: 0, strong: 0.2 };
  return (dataKindOf(task) === 'images' ? ofImages : ofRows)[strength];
}
