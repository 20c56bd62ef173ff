import type { Draw } from './draw.js';
import { type KernelCases, withCall } from './kernel-case.js';

/** Two matrices, or batches of them, that can be multiplied. */
function factors(draw: Draw) {
  const [batch, m, k, n] = draw.dims(4) as [number, number, number, number];
  const [transposeA, transposeB] = [draw.coin(), draw.coin()];
  const a = draw.tensor([draw.coin() ? 1 : batch, ...(transposeA ? [k, m] : [m, k])]);
  const b = draw.tensor([batch, ...(transposeB ? [n, k] : [k, n])]);
  return { a, b, n, attributes: { transposeA, transposeB } };
}

const equations: readonly (readonly [string, ...(readonly number[])[]])[] = [
  ['ij,jk->ik', [2, 3], [3, 4]],
  ['bij,bjk->bik', [2, 3, 2], [2, 2, 4]],
  ['ij->ji', [2, 3]],
  ['ijk->i', [2, 3, 2]],
  ['bhwc,hkc->bhwk', [2, 3, 4, 2], [3, 5, 2]],
];

export const linearAlgebraCases: KernelCases = {
  BatchMatMul: withCall((draw) => {
    const { a, b, attributes } = factors(draw);
    return { inputs: { a, b }, attributes };
  }),
  Einsum: withCall((draw) => {
    const [equation, ...shapes] = draw.pick(equations);
    const inputs = Object.fromEntries(shapes.map((shape, i) => [String(i), draw.tensor(shape)]));
    return { inputs, attributes: { equation } };
  }),
  _FusedMatMul: withCall((draw) => {
    const { a, b, n, attributes } = factors(draw);
    const activation = draw.pick(['linear', 'relu', 'elu', 'sigmoid', 'relu6', 'leakyrelu', 'prelu']);
    return {
      inputs: {
        a,
        b,
        bias: draw.tensor([n]),
        ...(activation === 'prelu' && { preluActivationWeights: draw.tensor([n]) }),
      },
      attributes: { ...attributes, activation, leakyreluAlpha: 0.2 },
    };
  }),
};
