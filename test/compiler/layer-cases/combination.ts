import * as tf from '@tensorflow/tfjs-core';
import {
  initializers,
  input,
  type LayersModel,
  layers,
  type Shape,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { casesOver, chain, functional, type LayerCase, type Sizes, through } from './layer-case.js';

const merges = ['add', 'multiply', 'average', 'maximum', 'minimum', 'concatenate'] as const;

const two = (shapes: readonly (readonly number[])[], layer: layers.Layer): LayersModel =>
  functional(
    shapes.map((shape) => input({ shape: [...shape] })),
    (xs) => layer.apply([...xs]) as SymbolicTensor,
  );

/** Convolutions come channels first out of the compiler's hands, so that merging them tests the order of dimensions. */
const branches = (size: Sizes, merge: layers.Layer): LayersModel =>
  functional([input({ shape: [size(5, 6), size(5, 6), 2] })], ([x]) => {
    const left = through(x as SymbolicTensor, layers.conv2d({ filters: 2, kernelSize: 3, padding: 'same' }));
    const right = through(x as SymbolicTensor, layers.conv2d({ filters: 2, kernelSize: 1, activation: 'relu' }));
    return through(
      merge.apply([left, right, x as SymbolicTensor]) as SymbolicTensor,
      layers.conv2d({ filters: 2, kernelSize: 2 }),
    );
  });

/** A layer as a user would write one: weights of its own, plain tensor operations. */
export class Gate extends layers.Layer {
  private steepness?: ReturnType<layers.Layer['addWeight']>;

  override build(shape: Shape | Shape[]): void {
    this.steepness = this.addWeight('steepness', [(shape as Shape).at(-1) as number], 'float32', initializers.ones());
    super.build(shape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x] = [inputs].flat() as [tf.Tensor];
      const opened = tf.sigmoid(tf.mul(x, this.steepness?.read() as tf.Tensor));
      return tf.add(tf.mul(x, opened), tf.mean(x, -1, true));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return super.getConfig();
  }

  static className = 'Gate';
}

export const combinationCases: readonly LayerCase[] = [
  ...casesOver(merges, (name) => ({
    name,
    model: (size) => {
      const shape = [size(2, 4), size(2, 4)];
      return two([shape, shape], layers[name]());
    },
  })),
  ...casesOver(merges, (name) => ({
    name: `${name} of convolutions and their input`,
    model: (size) => branches(size, layers[name]()),
  })),
  ...casesOver(['add', 'multiply', 'maximum'] as const, (name) => ({
    name: `${name} of different ranks`,
    model: (size) => {
      const features = size(2, 4);
      return two([[size(2, 4), features], [features]], layers[name]());
    },
  })),
  {
    name: 'concatenate along time',
    model: (size) => {
      const features = size(2, 4);
      return two(
        [
          [size(2, 4), features],
          [size(2, 4), features],
        ],
        layers.concatenate({ axis: 1 }),
      );
    },
  },
  {
    name: 'dot of vectors',
    model: (size) => {
      const features = size(2, 5);
      return two([[features], [features]], layers.dot({ axes: -1 }));
    },
  },
  {
    name: 'dot, normalised',
    model: (size) => {
      const features = size(2, 5);
      return two([[features], [features]], layers.dot({ axes: 1, normalize: true }));
    },
  },
  {
    name: 'dot of sequences',
    model: (size) => {
      const shared = size(2, 4);
      return two(
        [
          [size(2, 4), shared],
          [shared, size(2, 4)],
        ],
        layers.dot({ axes: [2, 1] }),
      );
    },
  },
  {
    name: 'dot of a sequence and a vector',
    model: (size) => {
      const shared = size(2, 4);
      return two([[size(2, 4), shared], [shared]], layers.dot({ axes: [2, 1] }));
    },
  },
  {
    name: 'nested models',
    model: (size) => {
      const inner = sequential({
        layers: [
          layers.conv2d({ inputShape: [6, 6, 2], filters: 3, kernelSize: 3, activation: 'relu' }),
          layers.batchNormalization(),
        ],
      });
      const innermost = functional([input({ shape: [4, 4, 3] })], ([x]) =>
        through(x as SymbolicTensor, inner2(), layers.flatten()),
      );
      return chain([6, 6, 2], inner, innermost, layers.dense({ units: size(2, 4) }));
    },
  },
  {
    name: 'shared layer, several inputs and outputs',
    model: (size) => {
      const shape = [size(2, 4)];
      const shared = layers.dense({ units: size(2, 4), activation: 'tanh' });
      return functional([input({ shape, name: 'left' }), input({ shape, name: 'right' })], ([left, right]) => {
        const a = through(left as SymbolicTensor, shared);
        const b = through(right as SymbolicTensor, shared);
        const sum = layers.add({ name: 'sum' }).apply([a, b]) as SymbolicTensor;
        return [through(sum, layers.dense({ units: 2, name: 'decision' })), sum];
      });
    },
  },
  {
    name: 'shared nested model',
    model: (size) => {
      const shape = [size(4, 5), size(4, 5), 1];
      const encoder = chain(shape, layers.conv2d({ filters: 2, kernelSize: 2 }), layers.flatten());
      return functional([input({ shape }), input({ shape })], ([a, b]) =>
        through(
          layers
            .concatenate()
            .apply([through(a as SymbolicTensor, encoder), through(b as SymbolicTensor, encoder)]) as SymbolicTensor,
          layers.dense({ units: 2 }),
        ),
      );
    },
  },
  {
    name: 'output that is an input',
    model: (size) =>
      functional([input({ shape: [size(2, 4)] })], ([x]) => [
        through(x as SymbolicTensor, layers.dense({ units: 2 })),
        through(x as SymbolicTensor, layers.activation({ activation: 'linear' })),
      ]),
  },
  {
    name: 'residual block',
    model: (size) =>
      functional([input({ shape: [size(5, 6), size(5, 6), 3] })], ([x]) => {
        const normalised = layers.batchNormalization();
        const main = through(
          x as SymbolicTensor,
          layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', useBias: false }),
          normalised,
          layers.reLU(),
          layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', useBias: false }),
          layers.batchNormalization(),
        );
        return through(
          layers.add().apply([main, x as SymbolicTensor]) as SymbolicTensor,
          layers.reLU(),
          layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }),
          layers.dense({ units: 2 }),
        );
      }),
  },
  {
    name: 'squeeze and excitation',
    model: (size) =>
      functional([input({ shape: [size(4, 6), size(4, 6), 2] })], ([x]) => {
        const images = through(x as SymbolicTensor, layers.conv2d({ filters: 4, kernelSize: 2 }));
        const weights = through(
          images,
          layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }),
          layers.dense({ units: 2, activation: 'relu' }),
          layers.dense({ units: 4, activation: 'sigmoid' }),
          layers.reshape({ targetShape: [1, 1, 4] }),
        );
        return layers.multiply().apply([images, weights]) as SymbolicTensor;
      }),
  },
  { name: 'custom layer', model: (size) => chain([size(2, 4), size(2, 4)], new Gate({})) },
  {
    name: 'custom layer between convolutions',
    model: (size) =>
      chain(
        [size(5, 6), size(5, 6), 2],
        layers.conv2d({ filters: 3, kernelSize: 2 }),
        new Gate({}),
        layers.conv2d({ filters: 2, kernelSize: 2 }),
      ),
  },
];

const inner2 = () => layers.depthwiseConv2d({ kernelSize: 2, padding: 'same' });
