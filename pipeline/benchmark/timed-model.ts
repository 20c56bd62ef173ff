import type { TimedModel } from '../study/trial-timing.js';
import { describeDisturbance } from './disturbances.js';
import { type Measurement, measuredMetrics } from './measurement.js';

/** The part of a measurement that a trial keeps. */
export function timedModel(measurement: Measurement): TimedModel {
  const { begun, rounds, intervals } = measurement.latency;
  const disturbances = measurement.disturbances.map(describeDisturbance);
  return { metrics: measuredMetrics(measurement), timing: { begun, rounds, intervals, disturbances } };
}
