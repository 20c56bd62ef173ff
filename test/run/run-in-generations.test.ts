import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { pauseGate } from '../../pipeline/run/pause-gate.js';
import { runInGenerations } from '../../pipeline/run/run-in-generations.js';
import { stopSignal } from '../../pipeline/run/stop-signal.js';
import { TrialLedger } from '../../pipeline/run/trial-ledger.js';
import type { TrainedTrial, TrialOrder } from '../../pipeline/run/worker/protocol.js';
import { TrialFailedError, type WorkerProcess } from '../../pipeline/run/worker/worker-process.js';
import type { WorkerSlot } from '../../pipeline/run/worker-slot.js';
import { atMost, minimize } from '../../pipeline/study/objective.js';
import { parseStudy } from '../../pipeline/study/parse-study.js';
import { float } from '../../pipeline/study/space.js';
import { validStudy } from '../study/study-fixture.js';

// Which trial begins when: workers are told by the test when a training ends, and every training ends with a failure, so that nothing is timed.

async function startStudy(trials: number, constraints = {}) {
  const study = parseStudy({
    ...validStudy,
    space: { rate: float(0, 1) },
    objectives: [minimize('latency.p50')],
    trials,
    ...constraints,
  });
  const ledger = new TrialLedger(study, {
    onEvent: () => undefined,
    onFinished: () => undefined,
    onLost: () => undefined,
    onRefused: () => undefined,
  });
  const running = new Map<number, () => void>();
  let begun: () => void = () => undefined;
  const worker = {
    isAlive: true,
    isOutgrown: false,
    prepare: async () => ({ metrics: {} }),
    train: ({ number }: TrialOrder) =>
      new Promise<TrainedTrial>((_, reject) => {
        running.set(number, () => {
          running.delete(number);
          reject(new TrialFailedError({ kind: `failure ${number}`, reason: 'told to' }));
        });
        begun();
      }),
  } as unknown as WorkerProcess;
  const slot = (): WorkerSlot => ({ givenUp: undefined, worker: async () => worker, close: async () => undefined });
  const stop = stopSignal(undefined, undefined);
  const gate = pauseGate(stop.signal);
  const ended = runInGenerations({
    study,
    folder: await mkdtemp(join(tmpdir(), 'ortune-generations-')),
    ledger,
    slots: [slot(), slot()],
    stop,
    gate,
    recorded: async () => undefined,
    onTimed: () => undefined,
    onEvent: () => undefined,
  });
  /** Resolves when these trials train, and no others. */
  const train = async (...numbers: readonly number[]) => {
    while (String([...running.keys()].sort()) !== String(numbers)) {
      await new Promise<void>((resolve) => {
        begun = resolve;
      });
    }
  };
  const fail = (number: number) => running.get(number)?.();
  return { ledger, ended, train, fail, gate, running };
}

/** All that can happen without a worker has happened: nothing here waits for anything but promises. */
const settled = () => setImmediate();

describe('runInGenerations', () => {
  it('gives a worker another trial where its last has nothing to be timed and others train', async () => {
    const { ledger, ended, train, fail } = await startStudy(4);
    await train(0, 1);
    fail(1);
    await train(0, 2);
    fail(2);
    await train(0, 3);
    fail(0);
    fail(3);
    await ended;
    expect(ledger.trials.map(({ state }) => state)).toEqual(['FAIL', 'FAIL', 'FAIL', 'FAIL']);
  });

  it('does not while the study is paused: those that wait are timed then', async () => {
    const { ended, train, fail, gate, running } = await startStudy(3);
    await train(0, 1);
    gate.close();
    fail(1);
    await settled();
    expect([...running.keys()]).toEqual([0]);
    fail(0);
    await settled();
    expect([...running.keys()]).toEqual([]);
    gate.open();
    await train(2);
    fail(2);
    await ended;
  });

  it('does not where untrained networks are timed, which needs a quiet machine', async () => {
    const { ended, train, fail, running } = await startStudy(3, { constraints: [atMost('latency.p50', 1)] });
    await train(0, 1);
    fail(1);
    await settled();
    expect([...running.keys()]).toEqual([0]);
    fail(0);
    await train(2);
    fail(2);
    await ended;
  });
});
