import * as tf from '@tensorflow/tfjs-core';
import type { layers, Shape } from '@tensorflow/tfjs-layers';
import { repairDepthwiseDilation } from './repair-depthwise-dilation.js';
import { repairOrthogonal } from './repair-orthogonal.js';
import { replaceMethod } from './replace-method.js';
import { spreadTaps } from './spread-taps.js';

type Kwargs = { readonly training?: boolean } & Record<string, unknown>;
type Call = (this: layers.Layer, inputs: tf.Tensor | tf.Tensor[], kwargs: Kwargs) => tf.Tensor | tf.Tensor[];
type OutputShape = (this: layers.Layer, shape: Shape) => Shape;
type Apply = (this: layers.Layer, inputs: unknown, kwargs?: Kwargs) => unknown;

type InitialState = (
  this: { readonly cell: { readonly stateSize: number | readonly number[] } },
  inputs: tf.Tensor,
) => tf.Tensor[];

/** What batch normalisation keeps of its weights, as far as it is repaired here. */
interface BatchNormalisation extends layers.Layer {
  scale: boolean;
  center: boolean;
  gamma?: Weight | null;
  beta?: Weight | null;
  axis: number;
}

/** Its axes are counted from the first, and the shape of its weights. */
interface LayerNormalisation extends layers.Layer {
  readonly gamma?: Weight | null;
  readonly beta?: Weight | null;
  readonly axis: readonly number[];
  readonly epsilon: number;
}

interface Convolution extends layers.Layer {
  kernel: Weight;
  dilationRate: number | readonly number[];
}

interface Weight {
  read(): tf.Tensor;
}

let repaired = false;

/**
 * Mends layers of tfjs-layers 4.22 that fail in tfjs itself, whatever the backend. Each repair is a method of the
 * layer's class that calls the original. May be called any number of times.
 */
export function repairLayers(): void {
  if (repaired) return;
  repaired = true;
  repairBatchNormalisation();
  repairLayerNormalisation();
  for (const className of ['Conv1D', 'Conv2D', 'Conv3D']) repairDilation(className);
  repairDepthwiseDilation();
  repairPreprocessing();
  repairOrthogonal();
  // Recurrent layers write the initial state they are given into an object that all layers of a model share.
  for (const className of ['RNN', 'Bidirectional']) {
    replaceMethod<Apply>(className, 'apply', (original) => {
      return function (inputs, kwargs) {
        return original.call(this, inputs, { ...kwargs });
      };
    });
  }
  // They make zeros of the whole input's shape and sum them up to get a row of zeros for each sample.
  replaceMethod<InitialState>('RNN', 'getInitialState', () => {
    return function (inputs) {
      const batch = inputs.shape[0] as number;
      return [this.cell.stateSize].flat().map((units) => tf.zeros([batch, units]));
    };
  });
}

/** Without `scale` or `center` it cannot be trained: neutral weights stand in, which change nothing. */
function repairBatchNormalisation(): void {
  replaceMethod<Call>('BatchNormalization', 'call', (original) => {
    return function (inputs, kwargs) {
      const layer = this as BatchNormalisation;
      const { scale, center, gamma, beta } = layer;
      if (!kwargs.training || (scale && center)) return original.call(this, inputs, kwargs);
      const [x] = [inputs].flat() as [tf.Tensor];
      const shape = [x.shape.at(layer.axis) as number];
      try {
        if (!scale) Object.assign(layer, { scale: true, gamma: { read: () => tf.ones(shape) } });
        if (!center) Object.assign(layer, { center: true, beta: { read: () => tf.zeros(shape) } });
        return original.call(this, inputs, kwargs);
      } finally {
        Object.assign(layer, { scale, center, gamma, beta });
      }
    };
  });
}

/**
 * tfjs repeats mean, scale and shift to the shape of the input, and the gradient of a repetition is one slice for each
 * copy: thousands for a batch of images. Here they are broadcast while training. Without `scale` or `center` tfjs's cannot
 * be trained at all.
 */
function repairLayerNormalisation(): void {
  replaceMethod<Call>('LayerNormalization', 'call', (original) => {
    return function (inputs, kwargs) {
      if (!kwargs.training) return original.call(this, inputs, kwargs);
      const { axis, epsilon, gamma, beta } = this as LayerNormalisation;
      const [x] = [inputs].flat() as [tf.Tensor];
      const alongAxes = x.shape.map((size, i) => (axis.includes(i) ? size : 1));
      return tf.tidy(() => {
        const { mean, variance } = tf.moments(x, [...axis], true);
        const normalised = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon)));
        const scaled = gamma ? tf.mul(normalised, tf.reshape(gamma.read(), alongAxes)) : normalised;
        return beta ? tf.add(scaled, tf.reshape(beta.read(), alongAxes)) : scaled;
      });
    };
  });
}

/**
 * tfjs has no gradient of a dilated convolution. A dilated kernel is an ordinary one with zeros between its taps, so it
 * trains as that; at inference it stays dilated.
 */
function repairDilation(className: string): void {
  replaceMethod<Call>(className, 'call', (original) => {
    return function (inputs, kwargs) {
      const layer = this as Convolution;
      const { dilationRate, kernel } = layer;
      const rates = [dilationRate].flat();
      if (!kwargs.training || rates.every((rate) => rate === 1)) return original.call(this, inputs, kwargs);
      try {
        Object.assign(layer, {
          dilationRate: rates.map(() => 1),
          kernel: { read: () => rates.reduce((taps, rate, axis) => spreadTaps(taps, axis, rate), kernel.read()) },
        });
        return original.call(this, inputs, kwargs);
      } finally {
        Object.assign(layer, { dilationRate, kernel });
      }
    };
  });
}

function repairPreprocessing(): void {
  // Inside a model a layer is given a list of one tensor, which these hand on to operations that want the tensor.
  for (const className of ['Resizing', 'CenterCrop', 'RandomWidth']) {
    replaceMethod<Call>(className, 'call', (original) => {
      return function (inputs, kwargs) {
        return original.call(this, [inputs].flat()[0] as tf.Tensor, kwargs);
      };
    });
  }
  // These change the list they are given, which is the shape of the layer before.
  for (const className of ['CenterCrop', 'CategoryEncoding']) {
    replaceMethod<OutputShape>(className, 'computeOutputShape', (original) => {
      return function (shape) {
        return original.call(this, [...shape]);
      };
    });
  }
  // Looks at the largest and smallest category before it goes on, which a graph cannot: too large ones count as none.
  replaceMethod<Call>('CategoryEncoding', 'call', (original) => {
    return function (inputs, kwargs) {
      const { outputMode, numTokens } = this.getConfig() as { outputMode: string; numTokens: number };
      const [x] = [inputs].flat() as [tf.Tensor];
      const counts =
        outputMode === 'multiHot' || outputMode === 'count' || (outputMode === 'oneHot' && x.shape.at(-1) === 1);
      if (!counts || kwargs.countWeights !== undefined) return original.call(this, inputs, kwargs);
      return tf.tidy(() => {
        const categories = tf.cast(x, 'int32') as tf.Tensor2D;
        return tf.denseBincount(categories, [], numTokens, outputMode !== 'count');
      });
    };
  });
  // Gives [height, width, width of the input], for images without a batch.
  replaceMethod<OutputShape>('Resizing', 'computeOutputShape', () => {
    return function (shape) {
      const { height, width } = this.getConfig() as { height: number; width: number };
      return [...shape.slice(0, -3), height, width, shape.at(-1) ?? null];
    };
  });
}
