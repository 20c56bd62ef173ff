import type { OnnxModel, OnnxNode } from '../../compiler/onnx-file/model.js';
import { ModelEditor } from '../model-editor.js';
import { affineStep } from './affine-step.js';
import { isUnpadded, type LinearOperator, linearOperator, withWeights } from './linear-operator.js';

/** Operators that give the numbers they get, in another order or shape. */
const movers: ReadonlySet<string> = new Set(['Reshape', 'Flatten', 'Transpose', 'Squeeze', 'Unsqueeze', 'Identity']);

/**
 * Scaling all of an input by one number, as image networks do with pixels, is a change of the weights behind it:
 * w' = w · factor, b' = b + offset · sum(w). A shift goes through a convolution only where that sees no padding, because
 * zeros of a padding are not shifted; and only `mayShift` values, since an 8-bit range must hold zero, and one far from
 * zero would leave few steps for the numbers themselves.
 * Scales of single columns stay where they are: they bring the columns to one range, which one 8-bit scale needs.
 */
export function foldScaleBefore(model: OnnxModel, mayShift: (name: string) => boolean): OnnxModel {
  const editor = new ModelEditor(model);
  // The step next to the weights first, then the one before it.
  for (const node of [...editor.all()].reverse()) {
    const step = affineStep(editor, node);
    const [output] = node.outputs;
    if (step?.layout.kind !== 'all' || output === undefined) continue;
    const operator = operatorBehind(editor, output);
    if (!operator) continue;
    const [factor = 1, offset = 0] = [step.factor[0], step.offset[0]];
    if (offset !== 0 && !(isUnpadded(operator.node) && operator.rank !== undefined && mayShift(step.x))) continue;
    const weights = operator.weights.map((w) => w * factor);
    const scaled = withWeights(editor, operator, weights, offset === 0 ? operator.bias : shiftedBias(operator, offset));
    editor.replace(operator.node, scaled);
    for (const consumer of editor.consumers(output)) editor.replace(consumer, reading(consumer, output, step.x));
    editor.replace(node);
  }
  return editor.finish();
}

/** The one linear operator that takes the value as its data, through movers at most. */
function operatorBehind(editor: ModelEditor, value: string): LinearOperator | undefined {
  for (let name = value; ; ) {
    const consumer = editor.onlyConsumer(name);
    if (!consumer || consumer.inputs[0] !== name) return undefined;
    if (!movers.has(consumer.opType)) return linearOperator(editor, consumer);
    [name = ''] = consumer.outputs;
  }
}

function shiftedBias({ weights, bias, channels, channelAxis, dims }: LinearOperator, offset: number): Float32Array {
  const sums = new Float64Array(channels);
  const inner = dims.slice(channelAxis + 1).reduce((product, size) => product * size, 1);
  weights.forEach((w, i) => {
    const channel = Math.floor(i / inner) % channels;
    sums[channel] = (sums[channel] ?? 0) + w;
  });
  return Float32Array.from(sums, (sum, c) => (bias?.[c] ?? 0) + offset * sum);
}

const reading = (node: OnnxNode, from: string, to: string): OnnxNode => ({
  ...node,
  inputs: node.inputs.map((name) => (name === from ? to : name)),
});
