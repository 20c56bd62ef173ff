import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import type { Supernet, SupernetEdge } from '../../models/cells/supernet.js';

/**
 * What a supernet has learned, for the deeper one of the next stage: every weight takes the value of the same weight of the same cell
 * or, where the part between two reductions had fewer cells, of the last one there. Operators that are no longer candidates are left
 * out; weights without a like, or of another shape, stay as they were drawn.
 */
export async function transferWeights(before: Supernet, after: Supernet): Promise<void> {
  const edgesBefore = edgesByWeights(before);
  const edgesAfter = edgesByWeights(after);
  for (const [name, weight] of after.weights) {
    const source = before.weights.get(likeOf(name, before.weights));
    if (!source) continue;
    const values = (await source.read().data()) as Float32Array;
    const [from, to] = [edgesBefore.get(source), edgesAfter.get(weight)];
    if (from && to) assign(weight, operatorValues(values, from, (await weight.read().data()) as Float32Array, to));
    else if (source.shape.join() === weight.shape.join()) assign(weight, values);
  }
}

const edgesByWeights = ({ edges }: Supernet): ReadonlyMap<LayerVariable, SupernetEdge> =>
  new Map(edges.map((edge) => [edge.weights, edge]));

/** `normal1.4/input0/0` is taken from `normal1.2/input0/0` where there is no cell 4 and 2 is the last. */
function likeOf(name: string, known: ReadonlyMap<string, unknown>): string {
  const [, part, place, rest] = /^(normal\d+)\.(\d+)(\/.*)$/.exec(name) ?? [];
  if (part === undefined) return name;
  let cell = Number(place);
  while (cell > 0 && !known.has(`${part}.${cell}${rest}`)) cell--;
  return `${part}.${cell}${rest}`;
}

function operatorValues(values: Float32Array, from: SupernetEdge, drawn: Float32Array, to: SupernetEdge): Float32Array {
  const result = drawn.slice();
  to.operators.names.forEach((name, k) => {
    const source = from.operators.ranges[from.operators.names.indexOf(name)];
    const target = to.operators.ranges[k];
    if (!source || !target || source.size !== target.size) return;
    result.set(values.subarray(source.from, source.from + source.size), target.from);
  });
  return result;
}

function assign(weight: LayerVariable, values: Float32Array): void {
  tf.tidy(() => {
    weight.write(tf.tensor(values.slice(), weight.shape as number[]));
  });
}
