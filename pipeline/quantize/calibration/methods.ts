import type { CalibrationMethod } from './calibration-method.js';
import { entropy } from './entropy.js';
import { minMax } from './min-max.js';
import { percentile } from './percentile.js';

/** Every calibration method by the name that the command line and study files use. */
export const calibrationMethods = { 'min-max': minMax, percentile, entropy } as const satisfies Record<
  string,
  CalibrationMethod
>;

export type CalibrationMethodName = keyof typeof calibrationMethods;

export const calibrationMethodNames = Object.keys(calibrationMethods);
