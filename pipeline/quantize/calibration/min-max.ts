import type { CalibrationMethod } from './calibration-method.js';

/** The whole range (Jacob et al. 2018, section 3.1): nothing is cut off, and one outlier makes all steps coarse. */
export const minMax: CalibrationMethod = {
  summary: 'from the smallest value to the largest',
  needs: 'range',
  range: (range) => range,
};
