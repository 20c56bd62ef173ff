import type { ChildReport, ChildRequest } from './protocol.js';

export interface StepRunner {
  /** One training step on batch `batch` of the fixture; `step` counts from 1. */
  run(batch: number, step: number): Promise<void> | void;
  /** The loss of the last step; waits until it is computed. */
  loss(): Promise<number> | number;
}

/** Checked steps, warm-up, then timed steps over the fixture's batches in turn. The last step's loss is read before the clock stops. */
export async function timeSteps(
  { check, warmup, timed }: Pick<ChildRequest, 'check' | 'warmup' | 'timed'>,
  batches: number,
  runner: StepRunner,
): Promise<Pick<ChildReport, 'steps' | 'seconds' | 'cpuSeconds' | 'fastestStep' | 'warmupSteps' | 'losses'>> {
  let step = 0;
  const next = () => {
    const batch = step % batches;
    step++;
    return runner.run(batch, step);
  };
  const losses: number[] = [];
  if (check) {
    while (step < batches) {
      await next();
      losses.push(await runner.loss());
    }
  }
  const warmupBegun = performance.now();
  const checked = step;
  while (step - checked < warmup.steps || secondsSince(warmupBegun) < warmup.seconds) await next();
  if (step > 0) await runner.loss();
  const warmupSteps = step;
  const cpuBegun = process.cpuUsage();
  const begun = performance.now();
  let fastestStep = Infinity;
  for (let last = begun; step - warmupSteps < timed.steps || last - begun < timed.seconds * 1000; ) {
    await next();
    const now = performance.now();
    fastestStep = Math.min(fastestStep, (now - last) / 1000);
    last = now;
  }
  await runner.loss();
  const seconds = secondsSince(begun);
  const { user, system } = process.cpuUsage(cpuBegun);
  return { steps: step - warmupSteps, seconds, cpuSeconds: (user + system) / 1e6, fastestStep, warmupSteps, losses };
}

const secondsSince = (begun: number): number => (performance.now() - begun) / 1000;
