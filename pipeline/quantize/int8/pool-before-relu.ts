import type { OnnxModel } from '../../compiler/onnx-file/model.js';
import { ModelEditor } from '../model-editor.js';
import { linearOperator } from '../prepare/linear-operator.js';
import { keepsFloat } from './keeps-float.js';

/**
 * max(relu(x)) = relu(max(x)), so behind a convolution that stays in float32 the Relu may come after the pooling. It has
 * less to do there, and it stands between the pooling and the QuantizeLinear behind it: ONNX Runtime would otherwise
 * move that to the front of the pooling (QDQPropagationTransformer), to quantize four times as many values and to pool
 * them in a slow order of elements. The QuantizeLinear itself does a Relu's work.
 */
export function poolBeforeRelu(model: OnnxModel): OnnxModel {
  const editor = new ModelEditor(model);
  for (const pool of editor.all()) {
    const relu = pool.opType === 'MaxPool' ? editor.producer(pool.inputs[0]) : undefined;
    if (relu?.opType !== 'Relu' || pool.outputs.length !== 1) continue;
    if (editor.onlyConsumer(relu.outputs[0] ?? '') !== pool) continue;
    const producer = editor.producer(relu.inputs[0]);
    const operator = producer && linearOperator(editor, producer);
    if (!operator || keepsFloat(operator) === undefined) continue;
    const pooled = editor.freshName(`${pool.outputs[0]}_before_relu`);
    editor.replace(relu);
    editor.replace(
      pool,
      { ...pool, inputs: relu.inputs, outputs: [pooled] },
      { ...relu, inputs: [pooled], outputs: pool.outputs },
    );
  }
  return editor.finish();
}
