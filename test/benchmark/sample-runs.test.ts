import { describe, expect, it } from 'vitest';
import { measureThroughput } from '../../pipeline/benchmark/measure-throughput.js';
import { sampleRuns, warmUp } from '../../pipeline/benchmark/sample-runs.js';

/** A machine on which run `i` takes `time(i)` milliseconds exactly, and nothing else takes any. */
function machine(time: (i: number) => number) {
  let now = 1000;
  let runs = 0;
  return {
    clock: () => now,
    run: () => {
      const taken = time(runs++);
      now += taken;
      return taken;
    },
  };
}

describe('warmUp', () => {
  const limits = { atLeastMs: 20, atMostMs: 1000 };

  it('goes on until the median is steady', async () => {
    const { run, clock } = machine((i) => (i < 200 ? 3 - i / 100 : 1));
    const { runs, steady } = await warmUp(run, clock, limits);
    expect(steady).toBe(true);
    // The second half of the runs has to be past the fall, and looks are at most a quarter apart.
    expect(runs).toBeGreaterThan(200);
    expect(runs).toBeLessThan(2 * 200 * 1.25 + 50);
  });

  it('lasts its shortest time even if steady at once', async () => {
    const { run, clock } = machine(() => 0.25);
    expect(await warmUp(run, clock, limits)).toEqual({ runs: 80, steady: true });
  });

  it('gives up at its longest time and says so', async () => {
    const { run, clock } = machine((i) => 1 + i);
    const { runs, steady } = await warmUp(run, clock, { ...limits, atMostMs: 400 });
    expect(steady).toBe(false);
    expect(runs).toBe(28); // 1 + 2 + ... + 28 = 406
  });

  it('has too few runs to judge a model that is slow against the time', async () => {
    const { run, clock } = machine(() => 100);
    expect(await warmUp(run, clock, limits)).toEqual({ runs: 10, steady: false });
  });
});

describe('sampleRuns', () => {
  it('gives the times in order for as long as asked', async () => {
    const { run, clock } = machine((i) => 1 + (i % 3));
    expect(Array.from(await sampleRuns(run, clock, { milliseconds: 12 }))).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it('takes at least one', async () => {
    const { run, clock } = machine(() => 5000);
    expect(Array.from(await sampleRuns(run, clock, { milliseconds: 1 }))).toEqual([5000]);
  });

  it('goes on to a threshold that is near, and to the nearest one only', async () => {
    const options = { milliseconds: 100, thresholds: [64, 662] };
    const count = async (ms: number) => {
      const { run, clock } = machine(() => ms);
      return (await sampleRuns(run, clock, options)).length;
    };
    expect(await count(1)).toBe(100); // 662 is far
    expect(await count(2)).toBe(64); // 50 samples in time
    expect(await count(2.5)).toBe(40); // 64 is more than half as many again
    expect(await count(0.1875)).toBe(662); // 534 samples in time
    expect(await count(0.125)).toBe(800);
  });

  it('waits for runs that answer with a promise', async () => {
    const { run, clock } = machine(() => 1);
    const times = await sampleRuns(async () => run(), clock, { milliseconds: 5 });
    expect(Array.from(times)).toEqual([1, 1, 1, 1, 1]);
  });
});

describe('measureThroughput', () => {
  it('counts samples over time, without the first run of each batch size', async () => {
    // One run takes 2 ms + 0.5 ms a sample, the first one of a batch size 100 ms more.
    let now = 0;
    const timerFor = (batch: number) => {
      let first = true;
      return () => {
        const taken = 2 + 0.5 * batch + (first ? 100 : 0);
        first = false;
        now += taken;
        return taken;
      };
    };
    const results = await measureThroughput(timerFor, [1, 8, 32], 300, () => now);
    expect(results.map(({ batch, n }) => [batch, n])).toEqual([
      [1, 40],
      [8, 17],
      [32, 6],
    ]);
    expect(results.map(({ samplesPerSecond }) => samplesPerSecond)).toEqual([
      1000 / 2.5,
      expect.closeTo(8000 / 6, 9),
      expect.closeTo(32000 / 18, 9),
    ]);
  });

  it('does not try a batch that would take far longer than its share', async () => {
    let now = 0;
    const timerFor = (batch: number) => () => {
      now += 10 * batch;
      return 10 * batch;
    };
    const results = await measureThroughput(timerFor, [1, 8, 64], 90, () => now);
    expect(results.map(({ batch }) => batch)).toEqual([1, 8]);
  });
});
