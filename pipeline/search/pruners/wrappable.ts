import { ashaPruner } from './asha.js';
import { hyperbandPruner } from './hyperband.js';
import { medianPruner } from './median.js';
import { nonePruner } from './none.js';
import { percentilePruner } from './percentile.js';
import { thresholdPruner } from './threshold.js';
import { wilcoxonPruner } from './wilcoxon.js';

/** The pruners that stand by themselves: every one but `patience`, which can hold another back. */
export const wrappablePruners = {
  none: nonePruner,
  median: medianPruner,
  percentile: percentilePruner,
  threshold: thresholdPruner,
  asha: ashaPruner,
  hyperband: hyperbandPruner,
  wilcoxon: wilcoxonPruner,
} as const;
