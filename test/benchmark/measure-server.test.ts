import { describe, expect, it } from 'vitest';
import { measureServer, waitingClock } from '../../pipeline/benchmark/measure-server.js';
import { summarizeServer } from '../../pipeline/benchmark/server-summary.js';

/** A server on which a run takes exactly so many milliseconds, and time passes as told. */
function server(milliseconds: number) {
  let now = 1000;
  const service = Float64Array.from({ length: 10 }, () => milliseconds);
  return {
    service,
    run: () => {
      now += milliseconds;
      return milliseconds;
    },
    clock: {
      now: () => now,
      until: async (moment: number) => {
        now = Math.max(now, moment);
      },
    },
  };
}

describe('measureServer', () => {
  // A request waits exactly when it finds the server busy, which is so for a share of rate x service time (Wolff 1982, "PASTA").
  it.each([
    ['p50', 500],
    ['p90', 100],
    ['p99', 10],
  ] as const)('finds where just so many wait that %s is that of a run alone', async (percentile, expected) => {
    const { run, service, clock } = server(1);
    const found = await measureServer(run, service, { percentile, bound: 1 + 1e-6, milliseconds: 1e8, seed: 1 }, clock);
    expect(found).toMatchObject({ percentile, bound: 1 + 1e-6 });
    expect(found.rate).toBeGreaterThan(0.85 * expected);
    expect(found.rate).toBeLessThan(1.15 * expected);
  });

  it('comes near what the model can do at best where waiting hardly matters', async () => {
    const { run, service, clock } = server(2);
    const { rate = 0 } = await measureServer(
      run,
      service,
      { percentile: 'p90', bound: 1000, milliseconds: 1e6, seed: 1 },
      clock,
    );
    expect(rate).toBeGreaterThan(450);
    expect(rate).toBeLessThan(500);
  });

  it('is 0 where a run alone takes too long, and unknown where the time is too short', async () => {
    const { run, service, clock } = server(5);
    const task = { percentile: 'p90', bound: 4, milliseconds: 1e6, seed: 1 } as const;
    expect(await measureServer(run, service, task, clock)).toEqual({
      percentile: 'p90',
      bound: 4,
      rate: 0,
      requests: 0,
    });
    const brief = { percentile: 'p99', bound: 100, milliseconds: 1000, seed: 1 } as const;
    expect(await measureServer(run, service, brief, clock)).toMatchObject({ rate: undefined, requests: 0 });
  });

  it('waits by a real clock without being early', async () => {
    const moment = waitingClock.now() + 5;
    await waitingClock.until(moment);
    expect(waitingClock.now()).toBeGreaterThanOrEqual(moment);
  });
});

describe('summarizeServer', () => {
  const round = (rate: number | undefined) => ({ percentile: 'p90', bound: 5, rate, requests: 100 }) as const;

  it('gives the spread of the processes that found a rate', () => {
    expect(summarizeServer([round(10), round(undefined), round(14)])).toEqual({
      server: { percentile: 'p90', bound: 5, requests: 300, rate: expect.objectContaining({ median: 12, n: 2 }) },
    });
    expect(summarizeServer([round(undefined)])).toEqual({ server: { percentile: 'p90', bound: 5, requests: 100 } });
    expect(summarizeServer([])).toEqual({});
  });
});
