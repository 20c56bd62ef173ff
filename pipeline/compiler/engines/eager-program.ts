import * as tf from '@tensorflow/tfjs-core';
import type { InputData, InputSpec, Program, ProgramDefinition } from '../engine.js';

/**
 * A program that is not compiled: `run` calls the step with concrete tensors on the current tfjs backend.
 * This is the definition of what a compiled program has to compute.
 */
export function eagerProgram<I extends string, O extends string>(definition: ProgramDefinition<I, O>): Program<I, O> {
  return {
    async run(inputs) {
      const outputs = tf.tidy(() => {
        const given = mapValues(definition.inputs, (spec, name) => tensorOf(name, spec, inputs[name]));
        // A clone is a reference; without it, disposing an output that is itself a variable would destroy the variable.
        return mapValues(definition.step(given), (output) => tf.clone(output));
      });
      const values = mapValues(outputs, (output) => output.dataSync().slice());
      tf.dispose(outputs);
      return values;
    },
    dispose() {},
  };
}

/** The values are copied, because callers fill the same buffers again for the next step. */
function tensorOf(name: string, { shape, dtype }: InputSpec, values: InputData): tf.Tensor {
  if (values.length !== tf.util.sizeFromShape([...shape])) {
    throw new RangeError(`input \`${name}\` has shape [${shape.join(', ')}] but was given ${values.length} values`);
  }
  switch (dtype) {
    case 'uint8':
    case 'float32':
      return tf.tensor(Float32Array.from(values), [...shape], 'float32');
    case 'int32':
      return tf.tensor(Int32Array.from(values), [...shape], 'int32');
    case 'bool':
      return tf.tensor(Uint8Array.from(values), [...shape], 'bool');
  }
}

function mapValues<K extends string, V, W>(record: Readonly<Record<K, V>>, map: (value: V, key: K) => W): Record<K, W> {
  const keys = Object.keys(record) as K[];
  return Object.fromEntries(keys.map((key) => [key, map(record[key], key)])) as Record<K, W>;
}
