import * as tf from '@tensorflow/tfjs-core';
import {
  model as functionalModel,
  input,
  type LayersModel,
  type layers,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';

type Layer = layers.Layer;

/** Draws a dimension, both ends included; the same case draws the same ones on every engine. */
export type Sizes = (low: number, high: number) => number;

/** What fills an input: standard normal numbers, category indices below a bound, or sequences ending in zeros. */
export type InputKind = 'normal' | 'positive' | { readonly indicesBelow: number } | 'zeroPadded';

/** What a user gets where a layer cannot work; each is matched against the whole message. */
export interface Refusals {
  readonly inference?: RegExp;
  readonly training?: RegExp;
  readonly exporting?: RegExp;
}

/** One row of the table: a model around the layer in question. */
export interface LayerCase {
  readonly name: string;
  model(size: Sizes): LayersModel;
  /** One kind an input; default: normal. */
  readonly inputs?: readonly InputKind[];
  readonly refused?: Refusals;
  /** The same network for the reference engine, where that has a layer wrong; with the same weights in the same order. */
  reference?(size: Sizes): LayersModel;
  /** The layer has no gradient with respect to its input, so it can only be the first one (tfjs has none either). */
  readonly withoutInputGradient?: true;
}

/** A model of one input that goes through the layers in turn. */
export function chain(shape: readonly number[], ...stack: readonly Layer[]): LayersModel {
  return functional([input({ shape: [...shape] })], ([x]) => through(x as SymbolicTensor, ...stack));
}

export function functional(
  inputs: SymbolicTensor[],
  outputs: (inputs: readonly SymbolicTensor[]) => SymbolicTensor | SymbolicTensor[],
): LayersModel {
  return functionalModel({ inputs, outputs: outputs(inputs) });
}

export function through(x: SymbolicTensor, ...stack: readonly Layer[]): SymbolicTensor {
  return stack.reduce((value, layer) => layer.apply(value) as SymbolicTensor, x);
}

/** Cases that differ in one thing alone. */
export function casesOver<T>(values: readonly T[], make: (value: T) => LayerCase): LayerCase[] {
  return values.map(make);
}

/** A layer from its saved form, for options that tfjs's types leave out. */
export function fromConfig(className: string, config: tf.serialization.ConfigDict): Layer {
  const entry = tf.serialization.SerializationMap.getMap().classNameMap[className];
  if (!entry) throw new Error(`tfjs-layers has no layer class ${className}`);
  const [layerClass, make] = entry;
  return make(layerClass, config) as Layer;
}
