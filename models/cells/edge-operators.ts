import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable, layers } from '@tensorflow/tfjs-layers';
import type { LayerKit } from '../layer-kit.js';
import { type OperatorName, type OperatorShape, operators } from './operators.js';
import { withWeights } from './with-weights.js';

/** What the operators of an edge have in common. */
export interface EdgeShape extends OperatorShape {
  /** Of the images that come in. */
  readonly height: number;
  readonly width: number;
}

/** The candidate operators of an edge as functions over one vector, in which the weights of all of them lie. */
export interface EdgeOperators {
  readonly shape: EdgeShape;
  readonly names: readonly OperatorName[];
  /** Where in the vector the weights of each operator lie. */
  readonly ranges: readonly { readonly from: number; readonly size: number }[];
  /** Of the vector; at least 1, as ONNX Runtime has no use for an empty one. */
  readonly size: number;
  /** The weights as the kit's initialisers drew them, [size]. */
  readonly initial: tf.Tensor1D;
  /**
   * The operator of this number, in training mode.
   * @param x [batch, height, width, channels]
   * @param weights [size]
   * @param keep [batch], factors of the identity: dropout of skip connections. Other operators do not use it.
   */
  apply(operator: number, x: tf.Tensor, weights: tf.Tensor, keep: tf.Tensor): tf.Tensor;
  dispose(): void;
}

interface BuiltOperator {
  readonly name: OperatorName;
  readonly chain: readonly layers.Layer[];
  readonly weights: readonly LayerVariable[];
}

/** `initial` belongs to the caller, in whose tidy scope it is. */
export function edgeOperators(kit: LayerKit, names: readonly OperatorName[], shape: EdgeShape): EdgeOperators {
  const built = names.map((name) => build(kit, name, shape));
  const sizes = built.map(({ weights }) => weights.reduce((sum, weight) => sum + sizeOf(weight), 0));
  const ranges = sizes.map((size, i) => ({ from: sizes.slice(0, i).reduce((sum, n) => sum + n, 0), size }));
  const values = built.flatMap(({ weights }) => weights.map((weight) => tf.reshape(weight.read(), [-1])));
  const initial = values.length > 0 ? tf.concat(values) : tf.zeros([1]);
  return {
    shape,
    names,
    ranges,
    size: initial.size,
    initial: initial as tf.Tensor1D,
    apply(operator, x, vector, keep) {
      const { name, chain, weights } = built[operator] as BuiltOperator;
      if (name === 'skip' && chain.length === 0) return tf.mul(x, tf.reshape(keep, [-1, 1, 1, 1]));
      let from = ranges[operator]?.from ?? 0;
      const parts = weights.map((weight) => {
        const size = sizeOf(weight);
        const part = tf.reshape(tf.slice1d(vector as tf.Tensor1D, from, size), weight.shape as number[]);
        from += size;
        return part;
      });
      return withWeights(weights, parts, () => applyChain(chain, x));
    },
    dispose() {
      for (const weight of built.flatMap(({ chain }) => chain.flatMap((layer) => layer.weights))) weight.dispose();
    },
  };
}

/** Layers get their weights when they are first applied. */
function build(kit: LayerKit, name: OperatorName, shape: EdgeShape): BuiltOperator {
  const chain: readonly layers.Layer[] = operators[name](kit, shape);
  tf.tidy(() => applyChain(chain, tf.zeros([1, shape.height, shape.width, shape.channels])));
  return { name, chain, weights: chain.flatMap(({ trainableWeights }) => trainableWeights) };
}

const applyChain = (chain: readonly layers.Layer[], x: tf.Tensor): tf.Tensor =>
  chain.reduce((at, layer) => layer.apply(at, { training: true }) as tf.Tensor, x);

const sizeOf = (weight: LayerVariable): number => tf.util.sizeFromShape(weight.shape as number[]);
