import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';

/**
 * Weights that are computed with as one tensor: a large one alone, many small ones joined to a vector, so that an
 * elementwise operation on all of them is one node, whose overhead would otherwise exceed its work.
 */
export interface WeightGroup<Kind = unknown> {
  readonly kind: Kind;
  readonly weights: readonly LayerVariable[];
  /** Of the joined tensor. */
  readonly shape: readonly number[];
  /** From a tensor of each weight's shape to one of the group's. */
  join(tensors: readonly tf.Tensor[]): tf.Tensor;
  /** The inverse of `join`. */
  part(joined: tf.Tensor): readonly tf.Tensor[];
}

/**
 * Elements up to which joining pays. Measured with Adam on one thread: the update of ResNet-8's 29 weights takes 713 us
 * with every weight alone, 438 when those of 2,048 elements are joined, 400 at 8,192 and 374 with all in one; that of a
 * 4-16-16-3 perceptron 97 and 52. Beyond this size the copies cost what the nodes save.
 */
export const largestJoined = 8192;

/** Weights for which `kindOf` says the same and that have at most `largest` elements share a group, in their order. */
export function groupWeights<Kind>(
  weights: readonly LayerVariable[],
  kindOf: (weight: LayerVariable) => Kind,
  largest: number,
): readonly WeightGroup<Kind>[] {
  const small = new Map<Kind, LayerVariable[]>();
  const groups: { readonly kind: Kind; readonly weights: LayerVariable[] }[] = [];
  for (const weight of weights) {
    const kind = kindOf(weight);
    const isSmall = sizeOf(weight) <= largest;
    const others = isSmall ? small.get(kind) : undefined;
    if (others) {
      others.push(weight);
      continue;
    }
    const group = { kind, weights: [weight] };
    groups.push(group);
    if (isSmall) small.set(kind, group.weights);
  }
  return groups.map((group) => ({ ...group, ...layoutOf(group.weights) }));
}

function layoutOf(weights: readonly LayerVariable[]): Pick<WeightGroup, 'shape' | 'join' | 'part'> {
  const [only, ...others] = weights;
  if (only && others.length === 0) {
    return { shape: shapeOf(only), join: ([tensor]) => tensor as tf.Tensor, part: (joined) => [joined] };
  }
  const sizes = weights.map(sizeOf);
  return {
    shape: [sizes.reduce((sum, size) => sum + size, 0)],
    join: (tensors) => tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1]))),
    part: (vector) =>
      tf.split(vector, sizes).map((piece, i) => tf.reshape(piece, shapeOf(weights[i] as LayerVariable))),
  };
}

/** A weight that exists has no open dimension. */
const shapeOf = ({ shape }: LayerVariable): number[] => shape as number[];
const sizeOf = (weight: LayerVariable): number => tf.util.sizeFromShape(shapeOf(weight));
