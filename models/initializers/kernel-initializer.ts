import * as tf from '@tensorflow/tfjs-core';
import { initializers as tfjsInitializers } from '@tensorflow/tfjs-layers';
import { ModelError } from '../../pipeline/errors.js';
import { suggestAndList } from '../../pipeline/study/nearest-name.js';
import type { Initializer } from './initializer.js';
import type { KernelUse } from './kernel.js';
import { type InitializerChoice, initializers } from './registry.js';

type TfjsInitializer = ReturnType<typeof tfjsInitializers.zeros>;

/** tfjs-layers takes only descendants of a class that it keeps to itself. */
const Base = Object.getPrototypeOf(tfjsInitializers.zeros().constructor) as new () => TfjsInitializer;

/**
 * An initialiser for a layer of tfjs whose kernel is of the given use.
 * @param option what messages call the choice, such as `mlp.initializer`
 * @throws ModelError for an unknown name or an option that is no number or out of range.
 */
export function kernelInitializer(option: string, choice: InitializerChoice, use: KernelUse): TfjsInitializer {
  const { name, ...given } = typeof choice === 'string' ? { name: choice } : choice;
  if (!Object.hasOwn(initializers, name)) {
    const known = suggestAndList(name, Object.keys(initializers), 'initialisers');
    throw new ModelError(`\`${option}\`: unknown initialiser \`${name}\`; ${known}`);
  }
  const initializer: Initializer = initializers[name];
  const options: Record<string, number> = { ...initializer.defaults };
  for (const [key, value] of Object.entries<number | undefined>(given)) {
    if (!(key in options)) {
      const known = suggestAndList(key, Object.keys(options), `options of ${name}`);
      throw new ModelError(`\`${option}\`: unknown option \`${key}\`; ${known}`);
    }
    if (value !== undefined) options[key] = value;
  }
  for (const [key, value] of Object.entries(options)) {
    const lowest = initializer.notNegative.includes(key) ? 0 : Number.NEGATIVE_INFINITY;
    if (!(Number.isFinite(value) && value >= lowest)) {
      throw new ModelError(
        `\`${option}.${key}\` must be a finite number${lowest === 0 ? ' >= 0' : ''}, got ${String(value)}`,
      );
    }
  }
  return new DrawnKernel((shape) => tf.tidy(() => initializer.draw({ shape, use }, options)));
}

class DrawnKernel extends Base {
  static readonly className = 'DrawnKernel';
  readonly #draw: (shape: readonly number[]) => tf.Tensor;

  constructor(draw: (shape: readonly number[]) => tf.Tensor) {
    super();
    this.#draw = draw;
  }

  override apply(shape: readonly (number | null)[]): tf.Tensor {
    return this.#draw(shape.map((size) => size ?? 1));
  }
}
