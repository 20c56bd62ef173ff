import * as tf from '@tensorflow/tfjs-core';
import type { Subgraph } from '../graph/subgraph.js';
import type { Shape } from '../graph/value.js';
import { backendName, lazyBackend } from '../index.js';
import { inOrder, operand } from '../lowering/operand.js';
import { emitChoice } from './emit-choice.js';
import { borderOrder, traceBranch } from './trace-branch.js';

/** A function over float32 tensors; differentiable in all of them. */
type Branch = (inputs: readonly tf.Tensor[]) => tf.Tensor;

/** Several functions of which one is computed, chosen when the program runs. */
export interface Branching {
  /**
   * The result of the branch of this number, an int32 scalar. Differentiable in all inputs; the gradient, too, is
   * computed of the chosen branch alone, and computes its forward pass once more, since nothing is handed over.
   */
  apply(index: tf.Tensor, inputs: readonly tf.Tensor[]): tf.Tensor;
  /**
   * The same value as sum_k z_k branch_k(inputs), where z is the one-hot row of `index`, [branches]. Differentiable in the first
   * input x and in z, and only in these: dL/dz_k = <dL/dy, branch_k(inputs)> takes every branch's value, but no gradient of those not
   * chosen, as theirs is multiplied by z_k = 0. Values are computed where dL/dy is known and summed at once, so none is kept.
   */
  mix(index: tf.Tensor, z: tf.Tensor, inputs: readonly tf.Tensor[]): tf.Tensor;
}

/**
 * At least two branches that take inputs of the same shapes and give one result of the same shape. In a compiled program each is
 * traced once, here, and becomes a body of ONNX `If` nodes, wherever it is applied; outside of programs and on other
 * engines the index is read and its branch called. Must not be called where gradients are being taken.
 */
export function branching(shapes: readonly Shape[], branches: readonly Branch[]): Branching {
  if (tf.getBackend() !== backendName) return eagerBranches(branches);
  const forward = branches.map((branch) => traceBranch(shapes, (inputs) => [branch(inputs)]));
  const resultShape = tf.tidy(() => (branches[0] as Branch)(shapes.map((shape) => tf.zeros([...shape]))).shape);
  const gradients = branches.map((branch) =>
    traceBranch([...shapes, resultShape], (inputs) =>
      gradientOf(branch, inputs.slice(0, -1), inputs.at(-1) as tf.Tensor),
    ),
  );
  const inputGradients = branches.map((branch) =>
    traceBranch([...shapes, resultShape], (inputs) => [
      firstGradient(branch, inputs.slice(0, -1), inputs.at(-1) as tf.Tensor),
    ]),
  );
  return {
    apply: (index, inputs) =>
      tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
        const given = args.slice(0, -1) as tf.Tensor[];
        const save = args.at(-1) as tf.GradSaveFunc;
        save([index, ...given]);
        return {
          value: chosen(forward, index, given)[0] as tf.Tensor,
          gradFunc: (dy: tf.Tensor, [at, ...saved]: tf.Tensor[]) =>
            chosen(gradients, at as tf.Tensor, [...saved, dy]) as tf.Tensor[],
        };
      })(...inputs),
    mix: (index, z, [x, ...rest]) =>
      tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
        const [images, , save] = args as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
        save([index, images, ...rest]);
        const gradFunc = (dy: tf.Tensor, [at, ...saved]: tf.Tensor[]): tf.Tensor[] => {
          const dz = branches.map((branch) => tf.sum(tf.mul(dy, branch(saved))));
          return [...chosen(inputGradients, at as tf.Tensor, [...saved, dy]), tf.stack(dz)];
        };
        return { value: chosen(forward, index, [images, ...rest])[0] as tf.Tensor, gradFunc };
      })(x as tf.Tensor, z),
  };
}

/** Gradients of <branch(inputs), dy> by each input; zeros where the branch does not depend on it. */
function gradientOf(branch: Branch, inputs: readonly tf.Tensor[], dy: tf.Tensor): tf.Tensor[] {
  const { grads } = tf.engine().gradients(() => branch(inputs), [...inputs], dy, true);
  return inputs.map((input, i) => grads[i] ?? tf.zerosLike(input));
}

/** What needs no tracing: the index is known, and tfjs differentiates the branches itself. */
const eagerBranches = (branches: readonly Branch[]): Branching => ({
  apply: (index, inputs) => (branches[index.dataSync()[0] as number] as Branch)(inputs),
  mix: (_index, z, inputs) => tf.addN(branches.map((branch, k) => tf.mul(branch(inputs), tf.slice(z, [k], [1])))),
});

function firstGradient(branch: Branch, [x, ...rest]: readonly tf.Tensor[], dy: tf.Tensor): tf.Tensor {
  return gradientOf(([first]) => branch([first as tf.Tensor, ...rest]), [x as tf.Tensor], dy)[0] as tf.Tensor;
}

function chosen(branches: readonly Subgraph[], index: tf.Tensor, inputs: readonly tf.Tensor[]): tf.Tensor[] {
  const g = lazyBackend.graph;
  const stored = inputs.map(({ dataId, rank }) => inOrder(g, lazyBackend.operandOf(dataId), borderOrder(rank)));
  const results = emitChoice(g, lazyBackend.operandOf(index.dataId).value, branches, stored);
  return results.map((value) => {
    const { dataId, shape, dtype } = lazyBackend.makeOutput(operand(value, borderOrder(value.shape.length)));
    return tf.engine().makeTensorFromDataId(dataId, shape, dtype);
  });
}
