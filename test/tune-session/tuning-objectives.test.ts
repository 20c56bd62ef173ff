import { expect, it } from 'vitest';
import type { ChildReport } from '../../pipeline/benchmark/child-protocol.js';
import { summarizeRounds } from '../../pipeline/benchmark/measurement.js';
import { type TuningObjectiveName, tuningObjectives } from '../../pipeline/tune-session/tuning-objectives.js';

/** A round of runs that took 1 to 100 ms, `factor` times as long. */
const round = (factor: number): ChildReport => ({
  clocked: 'native',
  runtime: '1.30.0',
  batch: 1,
  integers: 'mixed',
  coldStart: 5,
  warmup: 10,
  steady: true,
  samples: Float64Array.from({ length: 100 }, (_, index) => factor * (index + 1)),
  load: 0,
  memory: { before: 50e6, resident: 60e6, peak: factor * 100e6 },
  throughput: [
    { batch: 1, samplesPerSecond: 100 / factor, n: 5 },
    { batch: 8, samplesPerSecond: 400 / factor, n: 5 },
  ],
});

const measurement = summarizeRounds([round(1), round(2), round(3)], '2026-01-01T00:00:00.000Z');

it.each<[TuningObjectiveName, unknown]>([
  ['p50', [50, 100, 150]],
  ['p90', [90, 180, 270]],
  // 300 samples are too few.
  ['p99', undefined],
  // Milliseconds of a sample, at the better of the batch sizes.
  ['throughput', [2.5, 5, 7.5].map((cost) => expect.closeTo(cost, 9))],
  ['memory', [100, 200, 300]],
])('the cost by %s is of each round', (name, costs) => {
  expect(tuningObjectives[name].costs(measurement)).toEqual(costs);
});

it('says how many runs a percentile needs', () => {
  expect(tuningObjectives.p99.missing).toBe('it needs 662 runs: give more `--seconds`, or a lower percentile');
});
