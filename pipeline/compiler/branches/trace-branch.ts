import { engine, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import { cutGraph } from '../graph/graph.js';
import { Subgraph } from '../graph/subgraph.js';
import { makeValue, type Shape } from '../graph/value.js';
import { lazyBackend } from '../index.js';
import { channelsFirst, inOrder, operand } from '../lowering/operand.js';
import { refusingRandomness } from '../refuse-randomness.js';

/** Images cross the border of a branch as convolutions have them, so that none is transposed only to enter or to leave. */
export const borderOrder = (rank: number): readonly number[] =>
  rank === 4 ? channelsFirst(4) : Array.from({ length: rank }, (_, axis) => axis);

/**
 * Calls `body` once with symbolic float32 tensors of these shapes and keeps what it appended. It may use constants and
 * these tensors, nothing else.
 */
export function traceBranch(
  shapes: readonly Shape[],
  body: (inputs: readonly Tensor[]) => readonly Tensor[],
): Subgraph {
  return lazyBackend.trace(() => {
    engine().startScope('trace branch');
    try {
      const parameters = shapes.map((shape, i) => {
        const stored = borderOrder(shape.length).map((axis) => shape[axis] as number);
        return makeValue('float32', stored, { kind: 'input', name: `parameter${i}` });
      });
      const inputs = parameters.map((value) =>
        tensorOver(lazyBackend.makeOutput(operand(value, borderOrder(value.shape.length)))),
      );
      const results = refusingRandomness(
        () => lazyBackend.graph.scope,
        () => body(inputs),
      );
      const outputs = results.map(({ dataId, rank }, i) => ({
        name: `result${i}`,
        value: inOrder(lazyBackend.graph, lazyBackend.operandOf(dataId), borderOrder(rank)),
      }));
      return new Subgraph(parameters, cutGraph(outputs));
    } finally {
      engine().endScope();
    }
  });
}

const tensorOver = ({ dataId, shape, dtype }: TensorInfo): Tensor =>
  engine().makeTensorFromDataId(dataId, shape, dtype);
