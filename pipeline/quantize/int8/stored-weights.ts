import { contentKey } from '../../compiler/graph/structure-key.js';
import { makeTensor } from '../../compiler/onnx-file/make-tensor.js';
import type { ModelEditor } from '../model-editor.js';

interface StoredTensor {
  /** Of the float32 tensor. */
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Int8Array | Int32Array;
  /** One for each index of `axis`. */
  readonly scales: Float32Array;
  readonly axis: number;
}

/**
 * Integers in a file with the DequantizeLinear behind them, once for all that read them: the steps of an unrolled recurrent
 * layer have their weights in common.
 */
export class StoredWeights {
  private readonly known = new Map<string, string>();

  constructor(private readonly editor: ModelEditor) {}

  /** The name of the real values; zero points are zero. */
  dequantized({ name, dims, values, scales, axis }: StoredTensor): string {
    const key = `${name} ${contentKey(scales)}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const { editor } = this;
    const output = editor.freshName(`${name}_dequantized`);
    editor.add({
      opType: 'DequantizeLinear',
      inputs: [
        editor.addInitializer(makeTensor(`${name}_quantized`, dims, values)),
        editor.addInitializer(makeTensor(`${name}_scale`, [scales.length], scales)),
        // ONNX Runtime fuses weights only with a zero point, and biases without.
        ...(values instanceof Int8Array
          ? [editor.addInitializer(makeTensor(`${name}_zero_point`, [scales.length], new Int8Array(scales.length)))]
          : []),
      ],
      outputs: [output],
      attributes: [{ name: 'axis', type: 'int', value: axis }],
    });
    this.known.set(key, output);
    return output;
  }
}
