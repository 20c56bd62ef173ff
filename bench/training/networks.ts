import type * as tfl from '@tensorflow/tfjs-layers';

/** The part of tfjs-layers that networks are built with; each peer brings its own copy of the library. */
export type LayersLibrary = Pick<typeof tfl, 'input' | 'model' | 'layers'>;

export interface Network {
  readonly title: string;
  readonly batchSize: number;
  /** One sample's shape: [features], [height, width, channels] or [steps, features]. */
  readonly inputShape: readonly number[];
  /** See `syntheticSamples`. */
  readonly patternStrength: number;
  /** From one tensor of samples to the tensor before the output layer. */
  readonly body: (tf: LayersLibrary, input: tfl.SymbolicTensor) => tfl.SymbolicTensor;
}

export const classCount = 10;

/**
 * Batch normalisation and Adam amplify rounding: at strength 0.2 the loss of step 50 differs by 5e-3 between two layouts
 * of PyTorch itself, at 2 by 2e-4, so that it says whether two engines compute the same.
 */
const withNormalisation = 2;

/** The networks of the training bench. Every layer has a name, by which peers find its weights. */
export const networks = {
  mlp: {
    title: 'MLP 784-512-512-10',
    batchSize: 128,
    inputShape: [784],
    patternStrength: 0.2,
    body: ({ layers }, input) => {
      const hidden = ['hidden1', 'hidden2'].map((name) => layers.dense({ units: 512, activation: 'relu', name }));
      return chain(input, hidden);
    },
  },
  lenet: {
    title: 'LeNet-style 28x28x1',
    batchSize: 64,
    inputShape: [28, 28, 1],
    patternStrength: 0.2,
    body: ({ layers }, input) =>
      chain(input, [
        layers.conv2d({ filters: 32, kernelSize: 3, activation: 'relu', name: 'conv1' }),
        layers.maxPooling2d({ poolSize: 2, name: 'pool1' }),
        layers.conv2d({ filters: 64, kernelSize: 3, activation: 'relu', name: 'conv2' }),
        layers.maxPooling2d({ poolSize: 2, name: 'pool2' }),
        layers.flatten({ name: 'flatten' }),
        layers.dense({ units: 128, activation: 'relu', name: 'hidden' }),
      ]),
  },
  resnet8: {
    title: 'ResNet-8 32x32x3',
    batchSize: 64,
    inputShape: [32, 32, 3],
    patternStrength: withNormalisation,
    body: ({ layers }, input) => {
      let x = chain(input, [...convolution(layers, 'stem', 16, 3, 1), relu(layers, 'stem')]);
      for (const [stage, filters] of [16, 32, 64].entries()) {
        x = residualBlock(layers, `stage${stage + 1}`, x, filters, stage === 0 ? 1 : 2);
      }
      return chain(x, [layers.globalAveragePooling2d({ name: 'pool' })]);
    },
  },
  separable: {
    title: 'depthwise-separable 32x32x3',
    batchSize: 64,
    inputShape: [32, 32, 3],
    patternStrength: withNormalisation,
    body: ({ layers }, input) => {
      const blocks = ([64, 128, 128, 256] as const).flatMap((filters, i) =>
        separableBlock(layers, `block${i + 1}`, filters, i % 2 === 0 ? 1 : 2),
      );
      return chain(input, [
        ...convolution(layers, 'stem', 32, 3, 1),
        relu(layers, 'stem'),
        ...blocks,
        layers.globalAveragePooling2d({ name: 'pool' }),
      ]);
    },
  },
  lstm: {
    title: 'LSTM 64, 28 steps of 28',
    batchSize: 64,
    inputShape: [28, 28],
    patternStrength: 0.2,
    body: ({ layers }, input) =>
      chain(input, [
        layers.lstm({
          units: 64,
          recurrentActivation: 'sigmoid',
          recurrentInitializer: 'glorotNormal',
          name: 'lstm',
        }),
      ]),
  },
} as const satisfies Record<string, Network>;

export type NetworkName = keyof typeof networks;
export const networkNames = Object.keys(networks) as NetworkName[];

/** The network with a linear output layer of `classCount` units. */
export function buildNetwork(tf: LayersLibrary, name: NetworkName): tfl.LayersModel {
  const { inputShape, body }: Network = networks[name];
  const input = tf.input({ shape: [...inputShape] });
  const logits = tf.layers.dense({ units: classCount, name: 'logits' });
  return tf.model({ inputs: input, outputs: chain(body(tf, input), [logits]) });
}

type Layers = LayersLibrary['layers'];
type Layer = tfl.layers.Layer;

const chain = (input: tfl.SymbolicTensor, layers: readonly Layer[]): tfl.SymbolicTensor =>
  layers.reduce((x, layer) => layer.apply(x) as tfl.SymbolicTensor, input);

const relu = (layers: Layers, name: string): Layer => layers.reLU({ name: `${name}_relu` });

/** tfjs's defaults, written out because peers must have the same. */
const normalisation = (layers: Layers, name: string): Layer =>
  layers.batchNormalization({ momentum: 0.99, epsilon: 1e-3, name: `${name}_norm` });

function convolution(layers: Layers, name: string, filters: number, kernelSize: number, strides: number): Layer[] {
  return [
    layers.conv2d({ filters, kernelSize, strides, padding: 'same', useBias: false, name }),
    normalisation(layers, name),
  ];
}

/** He et al. 2016, figure 2, with a projection where the shape changes (option B). */
function residualBlock(layers: Layers, name: string, x: tfl.SymbolicTensor, filters: number, strides: number) {
  const path = chain(x, [
    ...convolution(layers, `${name}_conv1`, filters, 3, strides),
    relu(layers, `${name}_conv1`),
    ...convolution(layers, `${name}_conv2`, filters, 3, 1),
  ]);
  const shortcut = strides === 1 ? x : chain(x, convolution(layers, `${name}_project`, filters, 1, strides));
  const sum = layers.add({ name: `${name}_add` }).apply([path, shortcut]) as tfl.SymbolicTensor;
  return chain(sum, [relu(layers, name)]);
}

/** Howard et al. 2017, figure 3: depthwise, then pointwise convolution, each with normalisation and relu. */
function separableBlock(layers: Layers, name: string, filters: number, strides: number): Layer[] {
  const depthwise = layers.depthwiseConv2d({
    kernelSize: 3,
    strides,
    padding: 'same',
    useBias: false,
    name: `${name}_depth`,
  });
  return [
    depthwise,
    normalisation(layers, `${name}_depth`),
    relu(layers, `${name}_depth`),
    ...convolution(layers, `${name}_point`, filters, 1, 1),
    relu(layers, `${name}_point`),
  ];
}
