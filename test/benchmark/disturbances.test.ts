import { describe, expect, it } from 'vitest';
import { describeDisturbance, findDisturbances } from '../../pipeline/benchmark/disturbances.js';
import { loadOfOthers, readProcessorTimes } from '../../pipeline/benchmark/processor-times.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { type Noise, syntheticRounds } from './synthetic-rounds.js';

const random = randomStream('disturbances');
const quiet: Noise = { between: 0.005, within: 0.02, correlation: 0.9 };
/** Of 0.2 s each. */
const rounds = (count: number, noise = quiet, load: (round: number) => number = () => 0.02) =>
  syntheticRounds(count, 200, noise, random).map((samples, round) => ({ samples, load: load(round) }));

describe('findDisturbances', () => {
  it('finds none in a quiet measurement, nearly always', () => {
    const disturbed = Array.from({ length: 200 }, () => findDisturbances(rounds(8))).filter(({ length }) => length > 0);
    expect(disturbed.length).toBeLessThanOrEqual(5);
  });

  it('reports a load that starts in the middle, with the slower runs it makes', () => {
    const noise = { ...quiet, shift: (round: number) => (round < 5 ? 0 : 0.5) };
    const found = findDisturbances(rounds(10, noise, (round) => (round < 5 ? 0.02 : 1.9)));
    expect(found).toMatchObject([
      { kind: 'load', processors: 1.9, rounds: [6, 7, 8, 9, 10], of: 10 },
      { kind: 'drift' },
    ]);
    expect(found.map(describeDisturbance)).toEqual([
      'other programs kept up to 1.9 processors busy in 5 of 10 rounds',
      expect.stringMatching(/^runs became \d+ % slower from the first round to the last$/),
    ]);
  });

  it('does not take the clock of the system for a load: it counts in hundredths of a second', () => {
    const brief = (load: number) => [{ samples: Float64Array.of(40, 60), load }];
    expect(findDisturbances(brief(0.6))).toEqual([]);
    expect(findDisturbances(brief(0.7)).map(describeDisturbance)).toEqual([
      'other programs kept up to 0.7 processors busy meanwhile',
    ]);
  });

  it('knows of no load where the system does not tell', () => {
    const alike = rounds(8, { between: 0, within: 0, correlation: 0 });
    expect(findDisturbances(alike.map(({ samples }) => ({ samples, load: undefined })))).toEqual([]);
  });

  it('reports a drift and its size', () => {
    const [found] = findDisturbances(rounds(9, { ...quiet, shift: (round) => -0.0125 * round }));
    expect(found).toMatchObject({ kind: 'drift', change: expect.closeTo(-0.095, 1) });
    expect(found && describeDisturbance(found)).toMatch(/^runs became \d+ % faster from the first round to the last$/);
  });

  it('reports runs that slow down within each process', () => {
    const slowing = rounds(5).map(({ samples, load }) => ({
      samples: samples.map((time, i) => time * (1 + 0.2 * (i / samples.length))),
      load,
    }));
    const found = findDisturbances(slowing);
    expect(found).toMatchObject([{ kind: 'throttling' }]);
    expect(found.map(describeDisturbance)).toEqual([
      expect.stringMatching(/^runs became 1\d % slower while each process ran$/),
    ]);
  });

  it('says nothing of a change that is certain and small', () => {
    expect(findDisturbances(rounds(9, { between: 0, within: 0, correlation: 0, shift: (i) => 0.002 * i }))).toEqual([]);
  });
});

describe('processor times', () => {
  it('count what others use, not this process and its parent', () => {
    const before = { busy: 100, own: 10 };
    expect(loadOfOthers(before, { busy: 105, own: 11 }, 2)).toBe(2);
    expect(loadOfOthers(before, { busy: 101, own: 11.02 }, 2)).toBe(0);
    expect(loadOfOthers(before, undefined, 2)).toBeUndefined();
  });

  it('are those of this system: what this process computes is in both', () => {
    const before = readProcessorTimes();
    const start = process.cpuUsage();
    while (process.cpuUsage(start).user + process.cpuUsage(start).system < 100_000) Math.sqrt(2);
    const after = readProcessorTimes();
    if (!before || !after) throw new Error('this system does not tell');
    expect(after.own - before.own).toBeGreaterThanOrEqual(0.1);
    expect(after.busy - before.busy).toBeGreaterThan(0.05);
  });
});
