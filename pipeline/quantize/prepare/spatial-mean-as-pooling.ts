import type { OnnxModel, OnnxNode } from '../../compiler/onnx-file/model.js';
import { ModelEditor } from '../model-editor.js';
import { intAttribute, intsAttribute } from '../node-attributes.js';
import { int64sOf } from '../tensor-values.js';

/** Operators that keep the rank of an image batch: behind a two-dimensional convolution its results are images too. */
const imageToImage: ReadonlySet<string> = new Set([
  'Relu',
  'Clip',
  'LeakyRelu',
  'Sigmoid',
  'Add',
  'Mul',
  'MaxPool',
  'AveragePool',
  'BatchNormalization',
]);

/**
 * The mean over height and width of images [N, C, H, W] is a GlobalAveragePool, which ONNX Runtime has an 8-bit form
 * of; ReduceMean has none.
 */
export function spatialMeanAsPooling(model: OnnxModel): OnnxModel {
  const editor = new ModelEditor(model);
  for (const node of editor.all()) {
    const [x = '', axesName] = node.inputs;
    const [output = ''] = node.outputs;
    if (node.opType !== 'ReduceMean' || !isImageBatch(editor, x)) continue;
    const axes = int64sOf(editor.initializer(axesName)) ?? intsAttribute(node, 'axes') ?? [];
    const spatial = axes.map((axis) => (axis < 0 ? axis + 4 : axis)).sort((a, b) => a - b);
    if (spatial.join() !== '2,3') continue;
    if (intAttribute(node, 'keepdims', 1) === 1) editor.replace(node, pooling(node, x, output));
    else {
      const pooled = editor.freshName(`${output}_pooled`);
      editor.replace(node, pooling(node, x, pooled), {
        opType: 'Flatten',
        name: node.name && `${node.name}/Flatten`,
        inputs: [pooled],
        outputs: [output],
        attributes: [{ name: 'axis', type: 'int', value: 1 }],
      });
    }
  }
  return editor.finish();
}

const pooling = ({ name }: OnnxNode, x: string, output: string): OnnxNode => ({
  opType: 'GlobalAveragePool',
  name: name && `${name}/GlobalAveragePool`,
  inputs: [x],
  outputs: [output],
  attributes: [],
});

function isImageBatch(editor: ModelEditor, value: string): boolean {
  let name = value;
  for (;;) {
    const producer = editor.producer(name);
    if (!producer) return false;
    if (producer.opType === 'Conv') return editor.initializer(producer.inputs[1])?.dims.length === 4;
    if (!imageToImage.has(producer.opType)) return false;
    [name = ''] = producer.inputs;
  }
}
