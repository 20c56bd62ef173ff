import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { ModelError } from '../../errors.js';
import { layerPrototype } from '../layer-prototype.js';
import { drawRules, type NoiseDraw, type NoiseLayer } from './noise-layers.js';

type Call = (
  this: NoiseLayer,
  inputs: tf.Tensor | tf.Tensor[],
  kwargs: { training?: boolean },
) => tf.Tensor | tf.Tensor[];
type Apply = (this: layers.Layer, ...args: unknown[]) => unknown;

/** Layers that draw from a seeded generator of their own, which the guard on `Math.random` would not see. */
const refusedClasses: ReadonlySet<string> = new Set(['RandomWidth', 'RandomHeight']);

/**
 * Runs `body` (synchronous: a forward pass) with the noise layers of tfjs drawing from `provide` instead of from
 * JavaScript's generator, whose numbers would become constants of a compiled step and never change again.
 * It is done on the layers' prototypes, so that layers inside wrappers, nested models and custom layers follow.
 * A layer's own `seed` plays no part.
 * @throws ModelError naming the layer when anything else draws random numbers.
 */
export function withNoise<T>(provide: (noise: NoiseDraw['noise']) => tf.Tensor, body: () => T): T {
  const running: layers.Layer[] = [];
  const refuse = (): never => {
    throw new ModelError(randomnessMessage(running.at(-1)));
  };
  const undo = [
    ...Object.entries(drawRules).map(([className, rule]) =>
      replace<Call>(layerPrototype(className), 'call', (original) => {
        return function (inputs, kwargs) {
          const input = Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs;
          const draw = kwargs.training ? rule(this, input) : undefined;
          return draw ? tf.tidy(() => draw.apply(provide(draw.noise))) : original.call(this, inputs, kwargs);
        };
      }),
    ),
    replace<Apply>(layers.Layer.prototype, 'apply', (original) => {
      return function (...args) {
        running.push(this);
        try {
          if (refusedClasses.has(this.getClassName())) refuse();
          return original.apply(this, args);
        } finally {
          running.pop();
        }
      };
    }),
    replace<() => number>(Math, 'random', () => refuse),
  ];
  try {
    return body();
  } finally {
    for (const restore of undo) restore();
  }
}

/** Puts another function in the place of `owner[name]` and returns what puts the first one back. */
function replace<F>(owner: object, name: string, make: (original: F) => F): () => void {
  const original = Reflect.get(owner, name) as F;
  Reflect.set(owner, name, make(original));
  return () => {
    Reflect.set(owner, name, original);
  };
}

function randomnessMessage(layer: layers.Layer | undefined): string {
  const where = layer ? `layer \`${layer.name}\` (${layer.getClassName()})` : 'the model';
  return (
    `${where} draws random numbers in a way that cannot be compiled: they would be the same in every training step. ` +
    'Random layers that work are dropout, spatialDropout1d, gaussianNoise, gaussianDropout and alphaDropout; ' +
    'options `dropout` and `recurrentDropout` of recurrent layers must be 0'
  );
}
