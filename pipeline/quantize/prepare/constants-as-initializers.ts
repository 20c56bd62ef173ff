import { makeInt64Tensor, makeTensor } from '../../compiler/onnx-file/make-tensor.js';
import type { OnnxModel, OnnxNode, OnnxTensor } from '../../compiler/onnx-file/model.js';
import { ModelEditor } from '../model-editor.js';

/** Weights that a file keeps in Constant nodes, as many converters write them, become initialisers. */
export function constantsAsInitializers(model: OnnxModel): OnnxModel {
  const editor = new ModelEditor(model);
  for (const node of editor.all()) {
    const [output] = node.outputs;
    // An output of the graph must be made by a node.
    if (node.opType !== 'Constant' || output === undefined || editor.isOutput(output)) continue;
    const tensor = constantOf(node);
    if (!tensor) continue;
    const name = editor.addInitializer({ ...tensor, name: `${output}_value` });
    for (const consumer of new Set(editor.consumers(output))) {
      // A subgraph reads by the old name: there the node stays.
      if (!consumer.inputs.includes(output)) continue;
      editor.replace(consumer, {
        ...consumer,
        inputs: consumer.inputs.map((input) => (input === output ? name : input)),
      });
    }
    if (editor.consumers(output).length === 0) editor.replace(node);
  }
  return editor.finish();
}

/** The operator has one attribute for each kind of constant (onnx/docs/Operators.md, Constant). */
function constantOf({ attributes }: OnnxNode): OnnxTensor | undefined {
  const [attribute] = attributes;
  switch (attribute?.type) {
    case 'tensor':
      return attribute.value;
    case 'float':
      return makeTensor('', [], Float32Array.of(attribute.value));
    case 'floats':
      return makeTensor('', [attribute.value.length], Float32Array.from(attribute.value));
    case 'int':
      return makeInt64Tensor('', [Number(attribute.value)], []);
    case 'ints':
      return makeInt64Tensor('', attribute.value.map(Number));
    default:
      return undefined;
  }
}
