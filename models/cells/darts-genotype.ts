import type { Genotype } from './genotype.js';

/**
 * The cells that DARTS found on CIFAR-10 with its second-order gradient (Liu et al. 2019, figures 4 and 5; `DARTS_V2` of the
 * published code).
 */
export const dartsGenotype: Genotype = {
  normal: {
    nodes: [
      [
        { from: 0, operator: 'separable3x3' },
        { from: 1, operator: 'separable3x3' },
      ],
      [
        { from: 0, operator: 'separable3x3' },
        { from: 1, operator: 'separable3x3' },
      ],
      [
        { from: 1, operator: 'separable3x3' },
        { from: 0, operator: 'skip' },
      ],
      [
        { from: 0, operator: 'skip' },
        { from: 2, operator: 'dilated3x3' },
      ],
    ],
  },
  reduction: {
    nodes: [
      [
        { from: 0, operator: 'maxPool3x3' },
        { from: 1, operator: 'maxPool3x3' },
      ],
      [
        { from: 2, operator: 'skip' },
        { from: 1, operator: 'maxPool3x3' },
      ],
      [
        { from: 0, operator: 'maxPool3x3' },
        { from: 2, operator: 'skip' },
      ],
      [
        { from: 2, operator: 'skip' },
        { from: 1, operator: 'maxPool3x3' },
      ],
    ],
  },
};
