import type { LayersModel } from '@tensorflow/tfjs-layers';
import { breastCancer, csv, fashionMnist, iris, mnist, wine } from '../../datasets/index.js';
import { packageData } from '../../datasets/package-data.js';
import { convNet, type MlpOptions, mlp } from '../../models/index.js';
import type { Dataset, Task } from '../../pipeline/load/data.js';
import type { TrainingVerdict } from '../../pipeline/train/diagnosis/training-verdict.js';
import type { OptimizerName, TrainingPlan } from '../../pipeline/train/plan.js';

/** A training that is made to show what its label says. */
export interface DiagnosisRun {
  readonly label: TrainingVerdict;
  readonly dataset: Dataset;
  readonly build: (hp: object, task: Task) => LayersModel;
  readonly plan: TrainingPlan;
}

type Shape = Partial<
  Pick<
    MlpOptions,
    'hiddenUnits' | 'layers' | 'activation' | 'initializer' | 'normalisation' | 'dropout' | 'regularizer'
  >
>;

const perceptron = (shape: Shape) => (_: object, task: Task) => mlp({ ...task, ...shape });
const convolutional = (filters: number) => (_: object, task: Task) =>
  convNet({ ...task, filters, kernelSize: 5, denseUnits: 32 });

function plan(epochs: number, batchSize: number, name: OptimizerName, learningRate: number): TrainingPlan {
  return { epochs, batchSize, optimizer: { name, learningRate } };
}

const images = (train: number) => ({ train, validation: 400, test: 10 });
const digits = (train: number) => mnist(images(train));
const clothes = (train: number) => fashionMnist(images(train));
/** Regressions: a measurement of the flowers or of the wines from their other ones. */
const flowers = (target: string, sizes: { readonly train?: number } = {}) =>
  csv({ file: packageData('iris.csv'), target, ignore: ['species'], task: 'regression', ...sizes });
const wines = (target: string, sizes: { readonly train?: number } = {}) =>
  csv({ file: packageData('wine.csv'), target, ignore: ['cultivar'], task: 'regression', ...sizes });

const run = (
  label: TrainingVerdict,
  dataset: Dataset,
  build: DiagnosisRun['build'],
  given: TrainingPlan,
): DiagnosisRun => ({
  label,
  dataset,
  build,
  plan: given,
});

/** Too little signal gets through this many sigmoid layers with so small kernels: gradients vanish. */
const vanishing: Shape = {
  hiddenUnits: 16,
  layers: 6,
  activation: 'sigmoid',
  initializer: { name: 'randomNormal', sigma: 0.05 },
};
/** Bounded activations keep a rate that is too large from blowing up the weights. */
const smooth: Shape = { hiddenUnits: 16, activation: 'tanh' };
const penalised: Shape = { hiddenUnits: 16, regularizer: { l2: 0.3 } };
const symmetric: Shape = { hiddenUnits: 16, initializer: 'zeros' };

/**
 * The labelled runs: on some the thresholds of the diagnosis were chosen, on the others they are judged. What a run is called
 * follows from what is done to it, not from how its curves look.
 */
export const diagnosisRuns: { readonly [half in 'chosen' | 'judged']: readonly DiagnosisRun[] } = {
  chosen: [
    run('good', iris(), perceptron({ hiddenUnits: 16 }), plan(30, 16, 'adam', 0.01)),
    run('good', breastCancer(), perceptron({ hiddenUnits: 16 }), plan(12, 32, 'adam', 0.005)),
    run('good', digits(2000), perceptron({ dropout: 0.2 }), plan(10, 32, 'adam', 0.002)),
    run('diverged', flowers('petal_width'), perceptron({ hiddenUnits: 16 }), plan(12, 16, 'sgd', 3)),
    run('diverged', breastCancer(), perceptron({ hiddenUnits: 16 }), plan(12, 32, 'momentum', 20)),
    run('diverged', digits(1000), perceptron({}), plan(10, 32, 'sgd', 10)),
    run('oscillating', iris(), perceptron(smooth), plan(20, 16, 'momentum', 0.7)),
    run('oscillating', breastCancer(), perceptron(smooth), plan(20, 16, 'momentum', 1)),
    run('oscillating', digits(1000), perceptron({}), plan(15, 32, 'adam', 0.1)),
    run('slow', iris(), perceptron({ hiddenUnits: 16 }), plan(15, 16, 'sgd', 0.001)),
    run('slow', wine(), perceptron({ hiddenUnits: 16 }), plan(20, 16, 'adam', 1e-4)),
    run('slow', digits(1000), perceptron({}), plan(10, 32, 'sgd', 0.001)),
    run('plateau', wine(), perceptron(vanishing), plan(15, 16, 'sgd', 0.05)),
    run('plateau', iris(), perceptron(symmetric), plan(15, 16, 'adam', 0.003)),
    run('plateau', digits(1000), perceptron(vanishing), plan(10, 32, 'momentum', 0.01)),
    run('underfit', digits(2000), perceptron({ hiddenUnits: 1, activation: 'tanh' }), plan(15, 32, 'adam', 0.01)),
    run('underfit', wine(), perceptron(penalised), plan(30, 16, 'adam', 0.01)),
    run('underfit', flowers('sepal_width'), perceptron({ layers: 0 }), plan(30, 16, 'adam', 0.03)),
    run('overfit', digits(60), perceptron({ hiddenUnits: 128 }), plan(30, 16, 'adam', 0.003)),
    run('overfit', clothes(150), perceptron({ hiddenUnits: 128 }), plan(40, 32, 'adam', 0.003)),
    run('overfit', flowers('sepal_width', { train: 20 }), perceptron({ hiddenUnits: 128 }), plan(60, 10, 'adam', 0.01)),
    run('good', wine(), perceptron({ hiddenUnits: 16 }), plan(20, 16, 'adam', 0.01)),
    run('good', clothes(3000), perceptron({ dropout: 0.2 }), plan(10, 32, 'adam', 0.002)),
    run('good', flowers('petal_width'), perceptron({ hiddenUnits: 16 }), plan(40, 16, 'adam', 0.01)),
    run('diverged', wines('alcohol'), perceptron({ hiddenUnits: 16 }), plan(12, 16, 'sgd', 3)),
    run('diverged', iris(), perceptron({ hiddenUnits: 16 }), plan(12, 16, 'momentum', 20)),
    run('diverged', clothes(1000), perceptron({}), plan(10, 32, 'sgd', 10)),
    run('oscillating', wine(), perceptron(smooth), plan(20, 16, 'momentum', 1)),
    run('oscillating', wine(), perceptron({ hiddenUnits: 16 }), plan(20, 8, 'rmsprop', 0.1)),
    run('oscillating', clothes(1000), perceptron({}), plan(15, 32, 'adam', 0.1)),
    run('slow', breastCancer(), perceptron({ hiddenUnits: 16 }), plan(12, 32, 'sgd', 5e-4)),
    run('slow', flowers('petal_width'), perceptron({ hiddenUnits: 16 }), plan(20, 16, 'adam', 1e-4)),
    run('slow', clothes(1000), perceptron({}), plan(10, 32, 'adam', 1e-5)),
    run('plateau', breastCancer(), perceptron(vanishing), plan(12, 32, 'sgd', 0.05)),
    run('plateau', clothes(1000), perceptron(symmetric), plan(10, 32, 'sgd', 0.05)),
    run('plateau', flowers('petal_width'), perceptron(vanishing), plan(15, 16, 'sgd', 0.01)),
    run('underfit', clothes(2000), perceptron({ hiddenUnits: 1, activation: 'tanh' }), plan(15, 32, 'adam', 0.01)),
    run('underfit', iris(), perceptron(penalised), plan(30, 16, 'adam', 0.01)),
    run('underfit', wines('alcohol'), perceptron(penalised), plan(30, 16, 'adam', 0.01)),
    run('overfit', digits(150), perceptron({ hiddenUnits: 128 }), plan(40, 32, 'momentum', 0.03)),
    run('overfit', clothes(300), convolutional(8), plan(25, 32, 'adam', 0.003)),
    run('overfit', wines('ash', { train: 40 }), perceptron({ hiddenUnits: 128 }), plan(60, 10, 'adam', 0.01)),
    run('good', wine(), perceptron({ hiddenUnits: 16, normalisation: 'batch' }), plan(20, 16, 'adam', 0.005)),
    run('good', digits(3000), convolutional(4), plan(8, 32, 'adam', 0.002)),
    run('good', breastCancer(), perceptron({ hiddenUnits: 32 }), plan(12, 32, 'rmsprop', 0.002)),
    run(
      'good',
      flowers('petal_length'),
      perceptron({ hiddenUnits: 16, activation: 'tanh' }),
      plan(40, 16, 'nesterov', 0.01),
    ),
    run('diverged', flowers('sepal_length'), perceptron({ hiddenUnits: 16 }), plan(12, 16, 'sgd', 3)),
    run('diverged', digits(1000), perceptron({}), plan(10, 64, 'momentum', 20)),
    run('diverged', wine(), perceptron({ hiddenUnits: 16 }), plan(15, 16, 'nesterov', 30)),
    run('diverged', wines('hue'), perceptron({ hiddenUnits: 16 }), plan(15, 16, 'momentum', 1)),
    run('oscillating', iris(), perceptron(smooth), plan(25, 8, 'nesterov', 0.7)),
    run('oscillating', wine(), perceptron({ hiddenUnits: 32, activation: 'tanh' }), plan(15, 8, 'momentum', 0.7)),
    run('oscillating', clothes(1000), perceptron({}), plan(12, 32, 'adam', 0.15)),
    run('oscillating', digits(1000), perceptron(smooth), plan(20, 16, 'momentum', 1)),
    run('slow', digits(1000), convolutional(4), plan(8, 32, 'adam', 3e-5)),
    run('slow', wine(), perceptron({ hiddenUnits: 16 }), plan(20, 16, 'sgd', 5e-4)),
    run('slow', clothes(1000), perceptron({ activation: 'tanh' }), plan(12, 32, 'sgd', 5e-4)),
    run('slow', flowers('petal_length'), perceptron({ hiddenUnits: 16 }), plan(25, 16, 'rmsprop', 5e-5)),
    run('plateau', digits(1000), perceptron(symmetric), plan(12, 32, 'momentum', 0.01)),
    run('plateau', iris(), perceptron(vanishing), plan(20, 16, 'momentum', 0.01)),
    run('plateau', clothes(1000), perceptron(vanishing), plan(8, 32, 'sgd', 0.1)),
    run('plateau', wines('alcohol'), perceptron(symmetric), plan(15, 16, 'adam', 0.003)),
    run(
      'underfit',
      breastCancer(),
      perceptron({ hiddenUnits: 16, regularizer: { l2: 0.5 } }),
      plan(25, 16, 'adam', 0.01),
    ),
    run(
      'underfit',
      clothes(2000),
      perceptron({ hiddenUnits: 2, layers: 1, activation: 'sigmoid' }),
      plan(20, 32, 'rmsprop', 0.01),
    ),
    run('underfit', iris(), perceptron({ hiddenUnits: 16, regularizer: { l1: 0.1 } }), plan(30, 16, 'adam', 0.01)),
    run(
      'underfit',
      wines('ash'),
      perceptron({ hiddenUnits: 16, regularizer: { l2: 0.2 } }),
      plan(30, 16, 'adam', 0.01),
    ),
    run('overfit', digits(100), perceptron({ hiddenUnits: 128, activation: 'tanh' }), plan(40, 16, 'adam', 0.003)),
    run('overfit', clothes(200), perceptron({ hiddenUnits: 256 }), plan(40, 32, 'momentum', 0.02)),
    run('overfit', wines('malic_acid', { train: 40 }), perceptron({ hiddenUnits: 128 }), plan(60, 10, 'adam', 0.01)),
    run('overfit', digits(200), convolutional(8), plan(25, 32, 'adam', 0.003)),
  ],
  judged: [
    run('good', digits(4000), perceptron({ dropout: 0.3 }), plan(10, 32, 'adam', 0.001)),
    run('good', iris({ seed: 5 }), perceptron({ hiddenUnits: 8, activation: 'tanh' }), plan(40, 16, 'momentum', 0.02)),
    run('good', clothes(4000), convolutional(4), plan(8, 32, 'adam', 0.001)),
    run('good', flowers('petal_length'), perceptron({ hiddenUnits: 8 }), plan(40, 16, 'adam', 0.01)),
    run('diverged', wines('color_intensity'), perceptron({ hiddenUnits: 16 }), plan(12, 16, 'sgd', 2)),
    run('diverged', clothes(1000), convolutional(4), plan(8, 32, 'sgd', 20)),
    run('diverged', iris({ seed: 5 }), perceptron({ hiddenUnits: 16 }), plan(15, 16, 'nesterov', 30)),
    run('diverged', digits(1000), perceptron({ hiddenUnits: 32 }), plan(10, 32, 'sgd', 30)),
    run('oscillating', iris({ seed: 5 }), perceptron(smooth), plan(20, 8, 'nesterov', 0.6)),
    run(
      'oscillating',
      wine({ seed: 5 }),
      perceptron({ hiddenUnits: 24, activation: 'tanh' }),
      plan(20, 8, 'momentum', 0.7),
    ),
    run('oscillating', digits(1000), perceptron({}), plan(15, 32, 'adam', 0.12)),
    run('oscillating', clothes(1000), perceptron({}), plan(15, 32, 'rmsprop', 0.05)),
    run('slow', clothes(1000), convolutional(4), plan(8, 32, 'adam', 3e-5)),
    run('slow', breastCancer({ seed: 5 }), perceptron({ hiddenUnits: 16 }), plan(12, 32, 'adam', 5e-5)),
    run('slow', digits(1000), perceptron({}), plan(10, 32, 'momentum', 5e-5)),
    run('slow', wines('hue'), perceptron({ hiddenUnits: 16 }), plan(20, 16, 'sgd', 2e-4)),
    run('plateau', breastCancer({ seed: 5 }), perceptron(symmetric), plan(12, 32, 'adam', 0.003)),
    run('plateau', digits(1000), perceptron(vanishing), plan(10, 32, 'nesterov', 0.005)),
    run('plateau', wine({ seed: 5 }), perceptron(symmetric), plan(15, 16, 'sgd', 0.05)),
    run('plateau', flowers('sepal_length'), perceptron(vanishing), plan(15, 16, 'sgd', 0.02)),
    run(
      'underfit',
      digits(2000),
      perceptron({ hiddenUnits: 2, layers: 1, activation: 'sigmoid' }),
      plan(20, 32, 'adam', 0.01),
    ),
    run(
      'underfit',
      clothes(2000),
      perceptron({ hiddenUnits: 16, regularizer: { l2: 0.5 } }),
      plan(10, 32, 'adam', 0.01),
    ),
    run(
      'underfit',
      wines('malic_acid'),
      perceptron({ layers: 0, regularizer: { l2: 0.3 } }),
      plan(30, 16, 'adam', 0.02),
    ),
    run(
      'underfit',
      flowers('sepal_width'),
      perceptron({ hiddenUnits: 16, regularizer: { l2: 0.2 } }),
      plan(30, 16, 'adam', 0.01),
    ),
    run('overfit', digits(80), perceptron({}), plan(40, 16, 'nesterov', 0.03)),
    run('overfit', clothes(100), perceptron({}), plan(40, 16, 'adam', 0.002)),
    run('overfit', wines('magnesium', { train: 40 }), perceptron({ hiddenUnits: 128 }), plan(60, 10, 'adam', 0.01)),
    run('overfit', clothes(250), convolutional(8), plan(25, 32, 'adam', 0.003)),
  ],
};
