import type { OnnxModel, OnnxNode } from '../compiler/onnx-file/model.js';
import { ModelEditor } from '../quantize/model-editor.js';

/** A convolution of a network, and what of it is looked at. */
export interface Convolution {
  /** Of its layer, `conv2d_1`. */
  readonly layer: string;
  /** Name of its kernels [out, in, ...]. */
  readonly kernels: string;
  /** Name of the value that shows what it found: its own output, or that of the activation that follows. */
  readonly output: string;
  /** The operator of that activation; empty where none follows directly. */
  readonly activation: string;
}

/** Operators that change each element of a map for itself. */
const activations = new Set([
  'Relu',
  'LeakyRelu',
  'Elu',
  'Selu',
  'Sigmoid',
  'HardSigmoid',
  'HardSwish',
  'Tanh',
  'Softplus',
  'Softsign',
  'Clip',
]);

/** Every convolution of the graph itself (none within loops and branches) with kernels of two dimensions or more, in order. */
export function findConvolutions(model: OnnxModel): readonly Convolution[] {
  const editor = new ModelEditor(model);
  const found: Convolution[] = [];
  for (const node of editor.all()) {
    const [, kernels] = node.inputs;
    const [output] = node.outputs;
    if (node.opType !== 'Conv' || (node.domain ?? '') !== '' || !kernels || !output) continue;
    const shown = activationOf(editor, output);
    found.push({
      layer: layerOf(node) || `convolution ${found.length + 1}`,
      kernels,
      output: shown?.outputs[0] ?? output,
      activation: shown?.opType ?? '',
    });
  }
  return found;
}

/** The activation behind a convolution, a normalisation between them or not. */
function activationOf(editor: ModelEditor, output: string): OnnxNode | undefined {
  const next = editor.onlyConsumer(output);
  const [normalised] = next?.opType === 'BatchNormalization' ? next.outputs : [];
  const last = normalised === undefined ? next : editor.onlyConsumer(normalised);
  return last && activations.has(last.opType) ? last : undefined;
}

/** The compiler names nodes `layer/operator`. */
const layerOf = ({ name = '' }: OnnxNode) => name.replace(/\/[^/]*$/, '');
