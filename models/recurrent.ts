import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { ModelError } from '../pipeline/errors.js';
import type { Task } from '../pipeline/load/data.js';
import type { Activation } from './activation.js';
import { kernelInitializer } from './initializers/kernel-initializer.js';
import type { InitializerChoice } from './initializers/registry.js';
import { type LayerOptions, layerKit } from './layer-kit.js';
import { checkCount } from './option-checks.js';

/** Cells by name, with how many kernels each has side by side. */
const gatesOf = { lstm: 4, gru: 3, simpleRnn: 1 } as const;

/** Defaults: activation (of the cells) `tanh`, normalisation (after each layer) `none`; dropout follows each layer. */
export type RecurrentOptions = Task &
  LayerOptions<Exclude<Activation, 'leakyRelu'>> & {
    /** Default `lstm`. */
    readonly cell?: keyof typeof gatesOf;
    /** Units of each layer. Default 64. */
    readonly units?: number;
    /** Recurrent layers one upon the other. Default 1. */
    readonly layers?: number;
    /** Of the kernels from a state to the next. Default `orthogonal` (Saxe et al. 2014). */
    readonly recurrentInitializer?: InitializerChoice;
  };

/**
 * Recurrent layers, of whose last one the state after the last step goes to one linear unit a class or target. Samples are
 * sequences [time, features], or images [rows, columns, channels], whose rows are read from top to bottom. Cells: LSTM
 * (Hochreiter and Schmidhuber 1997, with forget gates whose bias begins at 1: Jozefowicz et al. 2015), GRU (Cho et al.
 * 2014), and the simple one (Elman 1990); gates are sigmoids.
 * @throws ModelError for an option out of range, or samples of another shape.
 */
export function recurrent(options: RecurrentOptions): LayersModel {
  const { cell = 'lstm', units = 64, layers: depth = 1, activation = 'tanh', recurrentInitializer } = options;
  checkCount('recurrent.units', units);
  checkCount('recurrent.layers', depth);
  if (!Object.hasOwn(gatesOf, cell)) {
    throw new ModelError(`\`recurrent.cell\` must be 'lstm', 'gru' or 'simpleRnn', got ${String(cell)}`);
  }
  const kit = layerKit('recurrent', options, { activation: 'tanh', normalisation: 'none' });
  const use = { gates: gatesOf[cell] };
  const model = sequential({ layers: sequenceInput(options.inputShape) });
  for (let i = 0; i < depth; i++) {
    const common = {
      units,
      activation,
      returnSequences: i < depth - 1,
      kernelInitializer: kit.kernel(use),
      recurrentInitializer: kernelInitializer(
        'recurrent.recurrentInitializer',
        recurrentInitializer ?? 'orthogonal',
        use,
      ),
      kernelRegularizer: kit.penalty,
      recurrentRegularizer: kit.penalty,
    };
    for (const layer of [recurrentLayer(cell, common), ...kit.normalise(), ...kit.dropOut()]) model.add(layer);
  }
  model.add(kit.output());
  return model;
}

function recurrentLayer(cell: keyof typeof gatesOf, common: Parameters<typeof layers.simpleRNN>[0]): layers.Layer {
  switch (cell) {
    case 'lstm':
      return layers.lstm({ ...common, recurrentActivation: 'sigmoid' });
    case 'gru':
      return layers.gru({ ...common, recurrentActivation: 'sigmoid' });
    case 'simpleRnn':
      return layers.simpleRNN(common);
  }
}

/** @throws ModelError for samples without a second axis. */
function sequenceInput(inputShape: readonly number[]): layers.Layer[] {
  const first = layers.inputLayer({ inputShape: [...inputShape] });
  const [rows = 0, columns = 0, channels = 0] = inputShape;
  if (inputShape.length === 2) return [first];
  if (inputShape.length === 3) return [first, layers.reshape({ targetShape: [rows, columns * channels] })];
  throw new ModelError(
    `recurrent takes sequences [time, features] or images [rows, columns, channels], got samples of shape [${inputShape.join(', ')}]: use mlp for tables`,
  );
}
