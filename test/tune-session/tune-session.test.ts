import { describe, expect, it } from 'vitest';
import type { SessionOptions } from '../../pipeline/benchmark/timed-session.js';
import { tuneSession } from '../../pipeline/tune-session/tune-session.js';
import type { TuningProgress } from '../../pipeline/tune-session/tuning-plan.js';
import { syntheticSession } from './synthetic-session.js';

const plan = { processors: 4, trials: 18, seed: 1 };

/** A small model: threads cost more than they give, spinning or not; the arena takes 5 %; the rest does nothing. */
const small = ({ intraOpNumThreads = 4, enableCpuMemArena, extra }: SessionOptions) =>
  (1 + 0.2 * (intraOpNumThreads - 1)) * (enableCpuMemArena === false ? 0.95 : 1) * (extra ? 1.001 : 1);

describe('of a model that is better with other options', () => {
  it('finds them, confirms them anew, and leaves out what does nothing', async () => {
    const { measure, measurements } = syntheticSession(small);
    const progress: TuningProgress[] = [];
    const { options, decision, tried, parts } = await tuneSession(measure, {
      ...plan,
      onProgress: (step) => progress.push(step),
    });
    expect(options).toEqual({ intraOpNumThreads: 1, enableCpuMemArena: false });
    expect(decision?.chosen?.options).toEqual(options);
    expect(decision?.chosen?.ratio.ratio).toBeCloseTo(0.95 / 1.6, 1);
    expect(decision?.chosen?.ratio.interval?.high).toBeLessThan(1);
    expect(tried).toHaveLength(plan.trials);
    expect(tried.slice(0, 2).map((trial) => trial.options)).toEqual([
      { intraOpNumThreads: 1 },
      { intraOpNumThreads: 4 },
    ]);
    expect(parts.map(({ without }) => without[0])).toContain('intraOpNumThreads');
    // Each search measurement has the defaults in it; the last one decides.
    const searches = measurements.slice(0, -2);
    expect(searches).toHaveLength(plan.trials / 3);
    for (const together of [...searches, measurements.at(-1)]) expect(together?.[0]).toEqual({});
    expect(measurements.at(-1)).toContainEqual(options);
    expect(progress.map(({ phase }) => phase)).toEqual([
      ...searches.map(() => 'searching'),
      'simplifying',
      'confirming',
    ]);
  });

  it('is the same again with the same seed', async () => {
    const [first, second] = [syntheticSession(small), syntheticSession(small)];
    expect(await tuneSession(first.measure, plan)).toEqual(await tuneSession(second.measure, plan));
  });

  it('tells options apart by the time that differs, not by the round', async () => {
    const { measure } = syntheticSession(small, { shared: 1 });
    expect((await tuneSession(measure, plan)).options).toMatchObject({ intraOpNumThreads: 1 });
  });
});

describe('of a model that is best as it is', () => {
  it('gives the defaults in 95 of 100 tunings or more', async () => {
    let other = 0;
    for (let seed = 0; seed < 200; seed++) {
      const { measure } = syntheticSession(() => 1, { seed });
      const { options, decision } = await tuneSession(measure, { ...plan, seed, trials: 6 });
      if (decision?.chosen) other++;
      else expect(options).toEqual({});
    }
    expect(other).toBeLessThanOrEqual(10);
  });

  it('gives the defaults where all else is slower', async () => {
    const slower = (options: SessionOptions) => 1 + 0.1 * Object.keys(options).length;
    const { measure, measurements } = syntheticSession(slower);
    const { options, tried } = await tuneSession(measure, plan);
    expect(options).toEqual({});
    for (const trial of tried) expect('ratio' in trial && trial.ratio).toBeGreaterThan(1);
    // Nothing to simplify or to confirm.
    expect(measurements).toHaveLength(plan.trials / 3);
  });
});

it('goes on past options that the model does not run with', async () => {
  const { measure } = syntheticSession((options) => (options.enableMemPattern === false ? Number.NaN : small(options)));
  const { options, tried } = await tuneSession(measure, plan);
  expect(tried.some((trial) => 'problem' in trial && trial.problem === 'no such option')).toBe(true);
  expect(options).toMatchObject({ intraOpNumThreads: 1 });
  expect(options.enableMemPattern).toBeUndefined();
});

it('fails where the model does not run at all', async () => {
  const { measure } = syntheticSession(() => Number.NaN);
  await expect(tuneSession(measure, plan)).rejects.toThrow('no such option');
});

it('says what did not run any more when it was to be confirmed', async () => {
  const { measure, measurements } = syntheticSession((options) =>
    options.intraOpNumThreads !== undefined && measurements.length === plan.trials / 3 + 2
      ? Number.NaN
      : small(options),
  );
  const { options, decision, failed } = await tuneSession(measure, plan);
  expect(options).toEqual({});
  expect(decision?.candidates).toEqual([]);
  expect(failed.length).toBeGreaterThan(0);
  for (const { problem } of failed) expect(problem).toBe('no such option');
});

it('fails where the model does not run any more without options', async () => {
  const { measure, measurements } = syntheticSession((options) =>
    Object.keys(options).length === 0 && measurements.length === plan.trials / 3 + 2 ? Number.NaN : small(options),
  );
  await expect(tuneSession(measure, plan)).rejects.toThrow('no such option');
});

it('works with one processor', async () => {
  const { measure } = syntheticSession((options) => (options.enableCpuMemArena === false ? 0.8 : 1));
  const { options, tried } = await tuneSession(measure, { ...plan, processors: 1 });
  expect(options).toEqual({ enableCpuMemArena: false });
  expect(new Set(tried.map(({ options }) => options.intraOpNumThreads))).toEqual(new Set([1]));
});
