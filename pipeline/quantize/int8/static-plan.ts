import type { OnnxNode } from '../../compiler/onnx-file/model.js';
import type { KeptOperator } from '../kept-operator.js';
import type { ModelEditor } from '../model-editor.js';
import { type LinearOperator, linearOperator } from '../prepare/linear-operator.js';
import { clampRange } from './clamp-range.js';
import { keepsFloat } from './keeps-float.js';
import { dataInputs, roleOf } from './operator-roles.js';

/** Which values become 8-bit integers, and between which operators. */
export interface StaticPlan {
  /** Linear operators with their weights. */
  readonly linear: ReadonlyMap<OnnxNode, LinearOperator>;
  /** Every operator computed on integers, the linear ones included. */
  readonly quantized: ReadonlySet<OnnxNode>;
  /** Clamps that a range stands in for, by the operator whose output they clamp. */
  readonly clamps: ReadonlyMap<OnnxNode, OnnxNode>;
  /** Values that a quantized operator gives as integers, by the operator; those of movers have the scale of their input. */
  readonly results: ReadonlyMap<OnnxNode, string>;
  /** Values that come from float32 operators or inputs and are read as integers. */
  readonly entries: ReadonlySet<string>;
  readonly kept: readonly KeptOperator[];
}

/** Like movers, operators that compute nothing: nobody misses an 8-bit form of them. */
const shapeOperators: ReadonlySet<string> = new Set([
  'Shape',
  'Constant',
  'Identity',
  'Cast',
  'ConstantOfShape',
  'Gather',
  'Split',
  'Expand',
  'Tile',
  'Range',
]);

export function planStatic(editor: ModelEditor): StaticPlan {
  const nodes = editor.all();
  const kept: KeptOperator[] = [];
  const keep = (node: OnnxNode, reason: string) =>
    kept.push({ name: node.name || (node.outputs[0] ?? ''), op: node.opType, reason });

  const linear = new Map<OnnxNode, LinearOperator>();
  for (const node of nodes) {
    if (roleOf(node) !== 'linear') continue;
    const operator = linearOperator(editor, node);
    const reason = operator ? keepsFloat(operator) : 'its weights are not constants of the file, or are transposed';
    if (operator && reason === undefined) linear.set(node, operator);
    else keep(node, reason ?? '');
  }

  const wanted = wantedValues(nodes, linear);
  const isWanted = (node: OnnxNode) => wanted.has(node.outputs[0] ?? '');
  const quantized = new Set<OnnxNode>();
  const clamps = new Map<OnnxNode, OnnxNode>();
  const absorbed = new Set<OnnxNode>();
  const results = new Map<OnnxNode, string>();
  const entries = new Set<string>();
  /** What is there as integers, be it that an operator gives it so or that another reads it so. */
  const integers = new Set<string>();
  for (const node of nodes) {
    const [output = ''] = node.outputs;
    const role = roleOf(node);
    const hasIntegers = dataInputs(node).every((name) => integers.has(name));
    if (linear.has(node) || ((role === 'arithmetic' || role === 'mover') && hasIntegers && isWanted(node))) {
      quantized.add(node);
      for (const name of dataInputs(node)) {
        if (!integers.has(name)) entries.add(name);
        integers.add(name);
      }
      // An 8-bit Conv gives integers or nothing; matrix products give float32 too, which is more exact at the end.
      if (node.opType !== 'Conv' && !isWanted(node)) continue;
      const next = role === 'mover' ? undefined : editor.onlyConsumer(output);
      if (next && roleOf(next) === 'clamp' && clampRange(editor, next)) {
        clamps.set(node, next);
        absorbed.add(next);
      }
      const result = clamps.get(node)?.outputs[0] ?? output;
      results.set(node, result);
      integers.add(result);
    } else if (role !== 'linear' && role !== 'mover' && !absorbed.has(node) && !shapeOperators.has(node.opType)) {
      keep(node, role === undefined ? 'has no 8-bit form' : 'stands between float32 operators');
    }
  }
  return { linear, quantized, clamps, results, entries, kept };
}

/** Values that linear operators read as integers, directly or through operators that can hand integers on. */
function wantedValues(nodes: readonly OnnxNode[], linear: ReadonlyMap<OnnxNode, LinearOperator>): ReadonlySet<string> {
  const wanted = new Set<string>();
  for (const node of [...nodes].reverse()) {
    const passesOn = roleOf(node) !== undefined && roleOf(node) !== 'linear' && wanted.has(node.outputs[0] ?? '');
    if (linear.has(node) || passesOn) for (const name of dataInputs(node)) wanted.add(name);
  }
  return wanted;
}
