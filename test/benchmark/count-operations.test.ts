import { describe, expect, it } from 'vitest';
import { countOperations, type ExecutedNode } from '../../pipeline/benchmark/count-operations.js';

type Dims = readonly number[];

const node = (
  operator: string,
  inputs: readonly Dims[],
  output: Dims,
  more: Partial<ExecutedNode> = {},
): ExecutedNode => ({
  operator,
  inputs: inputs.map((dims) => ({ type: 'float', dims })),
  outputs: [{ type: 'float', dims: output }],
  calls: 1,
  weightBytes: 0,
  outputBytes: 0,
  ...more,
});
const count = (...nodes: readonly ExecutedNode[]) => countOperations(nodes).multiplyAdds;

describe('countOperations', () => {
  it.each<[string, ExecutedNode, number]>([
    // The first layer of AlexNet, of which Krizhevsky et al. (2012) give the shapes: 96 filters of 11 x 11 x 3.
    [
      'a convolution',
      node('Conv', [[1, 3, 227, 227], [96, 3, 11, 11], [96]], [1, 96, 55, 55]),
      55 * 55 * 96 * 11 * 11 * 3,
    ],
    // 32 channels in 4 groups: each of 64 filters sees 8 of them.
    [
      'one in groups',
      node(
        'Conv',
        [
          [2, 32, 10, 10],
          [64, 8, 3, 3],
        ],
        [2, 64, 8, 8],
      ),
      2 * 8 * 8 * 64 * 8 * 9,
    ],
    [
      'a depthwise one',
      node(
        'FusedConv',
        [
          [1, 16, 9],
          [16, 1, 5],
        ],
        [1, 16, 5],
      ),
      16 * 5 * 5,
    ],
    // Dilated by 2, a kernel of 3 spans 5, and computes no more for it.
    [
      'a dilated one',
      node(
        'Conv',
        [
          [1, 1, 9, 9],
          [1, 1, 3, 3],
        ],
        [1, 1, 5, 5],
      ),
      25 * 9,
    ],
    ['a quantized one', node('QLinearConv', [[1, 2, 4, 4], [], [], [5, 2, 1, 1]], [1, 5, 4, 4]), 16 * 5 * 2],
    [
      'an integer one',
      node(
        'ConvInteger',
        [
          [1, 2, 4, 4],
          [5, 2, 1, 1],
        ],
        [1, 5, 4, 4],
      ),
      16 * 5 * 2,
    ],
    // Each of 7 x 7 x 8 inputs is multiplied by its filter of 4 x 2 x 2.
    [
      'a transposed one',
      node(
        'ConvTranspose',
        [
          [1, 8, 7, 7],
          [8, 4, 2, 2],
        ],
        [1, 4, 14, 14],
      ),
      7 * 7 * 8 * 4 * 4,
    ],
    [
      'a product of matrices',
      node(
        'MatMul',
        [
          [6, 5],
          [5, 7],
        ],
        [6, 7],
      ),
      6 * 5 * 7,
    ],
    [
      'a batch of them',
      node(
        'MatMulInteger',
        [
          [3, 1, 6, 5],
          [4, 5, 7],
        ],
        [3, 4, 6, 7],
      ),
      12 * 6 * 5 * 7,
    ],
    ['one of vectors', node('MatMul', [[5], [5]], []), 5],
    ['a quantized one', node('QLinearMatMul', [[6, 5], [], [], [5, 7]], [6, 7]), 6 * 5 * 7],
    ['a dense layer', node('Gemm', [[6, 5], [5, 7], [7]], [6, 7]), 6 * 5 * 7],
    [
      'a transposed one',
      node(
        'Gemm',
        [
          [5, 6],
          [7, 5],
        ],
        [6, 7],
      ),
      6 * 5 * 7,
    ],
    // 10 steps of 2 sequences, 3 features, 8 units, 4 gates, both directions.
    [
      'an LSTM',
      node(
        'LSTM',
        [
          [10, 2, 3],
          [2, 32, 3],
          [2, 32, 8],
        ],
        [10, 2, 2, 8],
      ),
      20 * 2 * 32 * (3 + 8),
    ],
    [
      'a GRU',
      node(
        'GRU',
        [
          [10, 2, 3],
          [1, 24, 3],
          [1, 24, 8],
        ],
        [10, 1, 2, 8],
      ),
      20 * 24 * (3 + 8),
    ],
    [
      'attention',
      node(
        'Attention',
        [
          [2, 4, 6, 8],
          [2, 4, 5, 8],
          [2, 4, 5, 8],
        ],
        [2, 4, 6, 8],
      ),
      2 * 2 * 4 * 6 * 5 * 8,
    ],
    ['anything else', node('Relu', [[6, 5]], [6, 5]), 0],
  ])('of %s', (_, single, expected) => {
    expect(count(single)).toBe(expected);
  });

  it('of all nodes, those of a loop as often as they ran', () => {
    const product = node(
      'MatMul',
      [
        [6, 5],
        [5, 7],
      ],
      [6, 7],
    );
    expect(count(product, { ...product, calls: 3 })).toBe(4 * 6 * 5 * 7);
  });

  it('names operators whose products the shapes do not tell', () => {
    const strange = [
      node(
        'Einsum',
        [
          [2, 3],
          [3, 4],
        ],
        [2, 4],
      ),
      node(
        'Attention',
        [
          [1, 6, 8],
          [8, 24],
        ],
        [1, 6, 8],
      ),
    ];
    expect(countOperations([...strange, ...strange])).toMatchObject({
      multiplyAdds: 0,
      uncounted: ['Attention', 'Einsum'],
    });
    expect(countOperations([node('MatMul', [], [2])]).uncounted).toEqual(['MatMul']);
  });

  it('counts the bytes of weights, of a table only what is looked up', () => {
    const dense = node('Gemm', [[1, 5]], [1, 7], { weightBytes: 140, outputBytes: 28 });
    const table = node('Gather', [[1000, 16], [2]], [2, 16], { weightBytes: 64_000, outputBytes: 128 });
    expect(countOperations([dense, { ...dense, calls: 2 }, table]).weightBytes).toBe(3 * 140 + 128);
  });
});
