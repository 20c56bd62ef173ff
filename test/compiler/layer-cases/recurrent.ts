import { input, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { casesOver, chain, functional, type LayerCase, type Sizes, through } from './layer-case.js';

const sequence = (size: Sizes) => [size(2, 4), size(1, 4)];
const film = (size: Sizes) => [size(2, 3), size(4, 5), size(4, 5), size(1, 2)];

const networks = [
  { name: 'simpleRNN', make: layers.simpleRNN },
  { name: 'lstm', make: layers.lstm },
  { name: 'gru', make: layers.gru },
] as const;

export const recurrentCases: readonly LayerCase[] = [
  ...networks.flatMap(({ name, make }): LayerCase[] => [
    { name, model: (size) => chain(sequence(size), make({ units: size(2, 4) })) },
    { name: `${name} of one unit`, model: (size) => chain(sequence(size), make({ units: 1 })) },
    {
      name: `${name}, sequences, relu`,
      model: (size) =>
        chain(
          sequence(size),
          make({ units: size(2, 4), returnSequences: true, activation: 'relu' }),
          layers.dense({ units: 2 }),
        ),
    },
    {
      name: `${name}, backwards, without bias`,
      model: (size) => chain(sequence(size), make({ units: size(2, 4), goBackwards: true, useBias: false })),
    },
    {
      name: `${name} after masking`,
      model: (size) => chain([size(3, 5), size(1, 3)], layers.masking(), make({ units: size(2, 3) })),
      inputs: ['zeroPadded'],
    },
    {
      name: `${name} with dropout`,
      model: (size) => chain(sequence(size), make({ units: 2, dropout: 0.3, recurrentDropout: 0.2, name: 'unsteady' })),
      refused: { training: /layer `unsteady`.*options `dropout` and `recurrentDropout` of recurrent layers must be 0/ },
    },
  ]),
  {
    name: 'gru, implementation 1',
    model: (size) => chain(sequence(size), layers.gru({ units: size(2, 4), implementation: 1 })),
  },
  {
    name: 'lstm with unit forget bias, sequences, stacked',
    model: (size) =>
      chain(
        sequence(size),
        layers.lstm({ units: size(2, 4), returnSequences: true, unitForgetBias: true }),
        layers.lstm({ units: size(2, 3), recurrentActivation: 'sigmoid' }),
        layers.dense({ units: 2 }),
      ),
  },
  {
    name: 'lstm that returns its state, with an initial state',
    model: (size) => {
      const units = size(2, 4);
      const [steps, features] = sequence(size) as [number, number];
      const inputs = [input({ shape: [steps, features] }), input({ shape: [units] }), input({ shape: [units] })];
      return functional(inputs, ([x, h, c]) => {
        const lstm = layers.lstm({ units, returnState: true, returnSequences: true });
        return lstm.apply(x as SymbolicTensor, { initialState: [h, c] }) as SymbolicTensor[];
      });
    },
  },
  {
    name: 'encoder and decoder',
    model: (size) => {
      const units = size(2, 3);
      return functional([input({ shape: sequence(size) }), input({ shape: sequence(size) })], ([from, to]) => {
        const [, h, c] = layers.lstm({ units, returnState: true }).apply(from as SymbolicTensor) as SymbolicTensor[];
        const decoder = layers.lstm({ units, returnSequences: true });
        const decoded = decoder.apply(to as SymbolicTensor, { initialState: [h, c] }) as SymbolicTensor;
        return through(decoded, layers.lstm({ units: 2 }));
      });
    },
  },
  ...casesOver(['concat', 'sum', 'ave', 'mul'] as const, (mergeMode) => ({
    name: `bidirectional lstm, ${mergeMode}`,
    model: (size) =>
      chain(
        sequence(size),
        layers.bidirectional({ layer: layers.lstm({ units: size(2, 3), returnSequences: true }), mergeMode }),
      ),
  })),
  {
    name: 'bidirectional gru, last output',
    model: (size) =>
      chain(sequence(size), layers.bidirectional({ layer: layers.gru({ units: 2 }), mergeMode: 'concat' })),
  },
  {
    name: 'rnn of stacked cells',
    model: (size) =>
      chain(
        sequence(size),
        layers.rnn({
          cell: layers.stackedRNNCells({
            cells: [
              layers.lstmCell({ units: size(2, 3) }),
              layers.gruCell({ units: 2 }),
              layers.simpleRNNCell({ units: 3 }),
            ],
          }),
        }),
      ),
  },
  {
    name: 'timeDistributed dense',
    model: (size) =>
      chain(
        [size(2, 4), size(2, 4)],
        layers.timeDistributed({ layer: layers.dense({ units: 3, activation: 'relu' }) }),
      ),
  },
  {
    name: 'timeDistributed conv2d before lstm',
    model: (size) =>
      chain(
        film(size),
        layers.timeDistributed({ layer: layers.conv2d({ filters: 2, kernelSize: 3, activation: 'relu' }) }),
        layers.timeDistributed({ layer: layers.flatten() }),
        layers.lstm({ units: 2 }),
      ),
  },
  { name: 'convLstm2d', model: (size) => chain(film(size), layers.convLstm2d({ filters: 2, kernelSize: 2 })) },
  {
    name: 'convLstm2d, same, sequences, stride 2',
    model: (size) =>
      chain(
        film(size),
        layers.convLstm2d({ filters: 2, kernelSize: 3, padding: 'same', strides: 2, returnSequences: true }),
      ),
  },
  {
    name: 'embedding with masked zeros before lstm',
    model: (size) =>
      chain(
        [size(3, 5)],
        layers.embedding({ inputDim: 6, outputDim: size(2, 3), maskZero: true }),
        layers.lstm({ units: 2 }),
      ),
    inputs: [{ indicesBelow: 6 }],
  },
];
