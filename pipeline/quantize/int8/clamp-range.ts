import type { OnnxNode } from '../../compiler/onnx-file/model.js';
import type { ValueRange } from '../affine-quantization.js';
import type { ModelEditor } from '../model-editor.js';
import { floatAttribute } from '../node-attributes.js';
import { floatsOf } from '../tensor-values.js';

/**
 * The ends that a Relu or Clip with constant bounds sets. Values observed behind it lie within, so that the ends of
 * their 8-bit range do the clamp's work and it can go (Jacob et al. 2018, section 2.4). Undefined where zero, which every range
 * holds, is outside: there the range cannot do it.
 */
export function clampRange(editor: ModelEditor, node: OnnxNode): ValueRange | undefined {
  if (node.opType === 'Relu') return { min: 0, max: Number.POSITIVE_INFINITY };
  const bound = (input: number, attribute: string, otherwise: number): number | undefined => {
    const name = node.inputs[input];
    return name ? floatsOf(editor.initializer(name))?.[0] : floatAttribute(node, attribute, otherwise);
  };
  const min = bound(1, 'min', Number.NEGATIVE_INFINITY);
  const max = bound(2, 'max', Number.POSITIVE_INFINITY);
  return min !== undefined && max !== undefined && min <= 0 && max >= 0 ? { min, max } : undefined;
}
