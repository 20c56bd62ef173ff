import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { programModel } from '../../pipeline/compiler/compiled-program.js';
import type { OnnxGraph, OnnxNode, OnnxTensor } from '../../pipeline/compiler/onnx-file/model.js';
import { onnxDataType } from '../../pipeline/compiler/onnx-file/model.js';
import { openEngine } from '../../pipeline/compiler/open-engine.js';
import { traceProgram } from '../../pipeline/compiler/trace-program.js';

/** The picture in docs/compiler.md: one step of gradient descent on a dense layer with relu, as it goes to ONNX Runtime. */
export async function drawTrainingStep(): Promise<string> {
  await (await openEngine('onnx')).activate();
  const dense = layers.dense({ name: 'dense', units: 3, activation: 'relu', inputShape: [4] });
  const model = sequential({ layers: [dense] });
  const state = model.weights.map((weight) => weight.read() as tf.Variable);
  const program = traceProgram({
    name: 'train-step',
    model,
    inputs: {
      x: { shape: [8, 4], dtype: 'float32' },
      y: { shape: [8, 3], dtype: 'float32' },
      rate: { shape: [], dtype: 'float32' },
    },
    state,
    step({ x, y, rate }) {
      const { value, grads } = tf.variableGrads(() => {
        const predictions = model.apply(x, { training: true }) as tf.Tensor;
        return tf.mean(tf.square(tf.sub(predictions, y)));
      });
      for (const weight of state) weight.assign(tf.sub(weight, tf.mul(grads[weight.name] as tf.Tensor, rate)));
      return { loss: value };
    },
  });
  const { graph } = programModel(program);
  const picture = mermaid(graph, (name) => readableName(name, state));
  model.dispose();
  return picture;
}

/** Programs call their state by number and their outputs by kind. */
function readableName(name: string, state: readonly tf.Variable[]): string {
  const [, kind, number] = /^(state|next)(\d+)$/.exec(name) ?? [];
  if (kind) return `${kind === 'next' ? 'new ' : ''}${state[Number(number)]?.name}`;
  return name.replace(/^out\./, '');
}

/** A flow chart of a graph: inputs and outputs round, operators in boxes with the constants they take. */
function mermaid({ nodes, inputs, outputs, initializers }: OnnxGraph, readable: (name: string) => string): string {
  const places = new Map<string, string>(inputs.map(({ name }, i) => [name, `in${i}`]));
  nodes.forEach((node, i) => {
    for (const output of node.outputs) places.set(output, `n${i}`);
  });
  const constants = new Map(initializers.map((tensor) => [tensor.name, tensor]));
  const typed = ({ name, shape = [] }: OnnxGraph['inputs'][number]) =>
    shape.length === 0 ? readable(name) : `${readable(name)} [${shape.join(', ')}]`;
  const arrow = (from: string, to: string) => `  ${places.get(from)} --> ${to}`;
  return [
    'flowchart TD',
    ...inputs.map((input, i) => `  in${i}(["${typed(input)}"]):::given`),
    ...nodes.map((node, i) => `  n${i}["${label(node, constants)}"]`),
    ...outputs.map((output, i) => `  out${i}(["${typed(output)}"]):::result`),
    ...nodes.flatMap(({ inputs: read }, i) =>
      read.filter((name) => places.has(name)).map((name) => arrow(name, `n${i}`)),
    ),
    ...outputs.map(({ name }, i) => arrow(name, `out${i}`)),
    '  classDef given fill:#dbeafe,stroke:#2563eb,color:#111827',
    '  classDef result fill:#dcfce7,stroke:#16a34a,color:#111827',
  ].join('\n');
}

/** `Gemm`; `Mul(·, 2)` where constants are among the operands; the layer in front where one made the node. */
function label({ name = '', opType, inputs }: OnnxNode, constants: ReadonlyMap<string, OnnxTensor>): string {
  const operands = inputs.map((input) => {
    const tensor = constants.get(input);
    return tensor ? elements(tensor) : '·';
  });
  const call = inputs.some((input) => constants.has(input)) ? `${opType}(${operands.join(', ')})` : opType;
  const layer = name.includes('/') ? `${name.slice(0, name.indexOf('/'))}: ` : '';
  return `${layer}${call}`;
}

function elements({ rawData, dataType, dims }: OnnxTensor): string {
  const { buffer } = Uint8Array.from(rawData);
  const values = dataType === onnxDataType.INT64 ? new BigInt64Array(buffer) : new Float32Array(buffer);
  return dims.length === 0 ? String(values[0]) : `[${values.join(', ')}]`;
}
